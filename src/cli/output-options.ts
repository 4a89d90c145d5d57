import { type Command, Option } from "commander";
import { UsageError } from "../errors.ts";

export const reportFormats = ["text", "json", "sarif", "github", "gitlab", "markdown"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** One format, and the file that it goes to; to stdout where there is none. */
export interface Output {
  readonly format: ReportFormat;
  readonly file: string | undefined;
}

/**
 * Adds `--format` and `--output` to a command. Both can be repeated: an output belongs to the format
 * before it. Machine formats are alone on stdout, so that only one format may lack an output.
 *
 * @returns what was asked for, once the arguments are parsed
 */
export function addOutputOptions(command: Command): () => readonly Output[] {
  const words: { readonly option: "format" | "output"; readonly value: string }[] = [];
  const note = (option: "format" | "output") => (value: string) => {
    words.push({ option, value });
    return value;
  };
  const format = new Option("--format <format>", "how to print, text by default; can be repeated");
  format.choices(reportFormats);
  // `choices` checks a value by a parser of its own.
  const parseChoice = format.parseArg;
  format.argParser<string>((value, previous) => {
    parseChoice?.(value, previous);
    return note("format")(value);
  });
  const output = new Option("--output <file>", "where the format before it goes; `-` is stdout");
  output.argParser(note("output"));
  command.addOption(format).addOption(output);
  return () => outputsOf(words);
}

export function isForStdout({ file }: Output): boolean {
  return file === undefined || file === "-";
}

type Words = readonly { readonly option: "format" | "output"; readonly value: string }[];

/** @throws UsageError when an output has no format, or two formats would go to stdout */
export function outputsOf(words: Words): readonly Output[] {
  const outputs: { format: ReportFormat; file: string | undefined }[] = [];
  let early: string | undefined;
  for (const { option, value } of words) {
    const last = outputs.at(-1);
    if (option === "format") {
      outputs.push({ format: value as ReportFormat, file: early });
      early = undefined;
    } else if (last === undefined && early === undefined) early = value;
    else if (last === undefined || last.file !== undefined) {
      throw new UsageError(`--output ${value} has no --format of its own`, {
        hint: "--format sarif --output findings.sarif --format text",
      });
    } else last.file = value;
  }
  if (outputs.length === 0) return [{ format: "text", file: early }];
  const files = outputs.filter(one => !isForStdout(one)).map(({ file }) => file);
  if (new Set(files).size < files.length) {
    throw new UsageError("two formats would go to one file", {
      hint: "name a file of its own for each --format",
    });
  }
  if (outputs.filter(isForStdout).length > 1) {
    throw new UsageError("two formats would go to stdout at once", {
      hint: "--output <file> after a --format says where it goes",
    });
  }
  return outputs;
}
