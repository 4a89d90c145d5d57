import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { UsageError } from "../errors.ts";

export const reportFormats = ["text", "json", "sarif", "github", "gitlab", "markdown"] as const;
export const reviewFormats = [...reportFormats, "html"] as const;
export type ReportFormat = (typeof reportFormats)[number];
export type ReviewFormat = (typeof reviewFormats)[number];

/** One format, and the file that it goes to; to stdout where there is none. */
export interface Output<F extends ReviewFormat = ReportFormat> {
  readonly format: F;
  readonly file: string | undefined;
}

/**
 * Adds `--format` and `--output` to a command. Both can be repeated: an output belongs to the format
 * before it. Machine formats are alone on stdout, so that only one format may lack an output.
 *
 * @param formats those that the command knows
 * @returns what was asked for, once the arguments are parsed
 */
export function addOutputOptions<F extends ReviewFormat>(
  command: Command,
  formats: readonly F[],
): () => readonly Output<F>[] {
  const words: { readonly option: "format" | "output"; readonly value: string }[] = [];
  const note = (option: "format" | "output") => (value: string) => {
    words.push({ option, value });
    return value;
  };
  const format = new Option("--format <format>", "how to print; can be repeated");
  format.choices(formats).default("text");
  // `choices` checks a value by a parser of its own.
  const parseChoice = format.parseArg;
  format.argParser<string>((value, previous) => {
    parseChoice?.(value, previous);
    return note("format")(value);
  });
  const output = new Option(
    "--output <file>",
    "where the format before it goes; - is stdout, where it goes without",
  );
  output.argParser(note("output"));
  command.addOption(format).addOption(output);
  // Files are compared as they are found later: from the directory of --cwd.
  return () => outputsOf<F>(words, command.optsWithGlobals<{ cwd?: string }>().cwd);
}

type Words = readonly { readonly option: "format" | "output"; readonly value: string }[];

/**
 * @param directory where relative files are looked for
 * @throws UsageError when an output has no format, or two formats would go to one place
 */
export function outputsOf<F extends ReviewFormat>(
  words: Words,
  directory = ".",
): readonly Output<F>[] {
  const outputs: { format: F; file: string | undefined }[] = [];
  let early: string | undefined;
  for (const { option, value } of words) {
    const last = outputs.at(-1);
    if (option === "format") {
      outputs.push({ format: value as F, file: early });
      early = undefined;
      continue;
    }
    if (value === "" || value.startsWith("--")) {
      throw new UsageError(`--output needs a file, and ${JSON.stringify(value)} is none`, {
        hint: "name a file, or - for stdout: --format sarif --output findings.sarif",
      });
    }
    if (last === undefined ? early !== undefined : last.file !== undefined) {
      throw new UsageError(`--output ${value} has no --format of its own`, {
        hint: "--format sarif --output findings.sarif --format text",
      });
    }
    if (last === undefined) early = value;
    else last.file = value;
  }
  if (outputs.length === 0) outputs.push({ format: "text" as F, file: early });
  const places = outputs.map(({ format, file }) => ({
    format,
    file: file === "-" ? undefined : file,
  }));
  refuseSamePlace(places, directory);
  return places;
}

function refuseSamePlace(outputs: readonly Output<ReviewFormat>[], directory: string): void {
  if (outputs.filter(({ file }) => file === undefined).length > 1) {
    throw new UsageError("two formats would go to stdout at once", {
      hint: "--output <file> after a --format says where it goes",
    });
  }
  const files = new Set<string>();
  for (const { file } of outputs) {
    if (file === undefined) continue;
    const path = resolve(directory, file);
    if (files.has(path)) {
      throw new UsageError(`two formats would go to ${file} at once`, {
        hint: "give each --format an --output of its own",
      });
    }
    files.add(path);
  }
}
