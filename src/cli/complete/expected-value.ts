import type { Argument, Command, Option } from "commander";

/** What may stand where the cursor is, by the definition of the command line alone. */
export interface Expected {
  /** The part of the word that stays: `--rev=` of `--rev=ma`. */
  readonly kept: string;
  /** What was typed of the value. */
  readonly typed: string;
  /** Fixed words: commands, options, choices. */
  readonly words: readonly Candidate[];
  /** What else is asked for, to be looked up. */
  readonly source: Source | undefined;
  /** The options that stand before, by name. */
  readonly given: ReadonlyMap<string, string>;
}

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export type Source =
  | "tasks"
  | "sessions-and-tasks"
  | "refs"
  | "backends"
  | "codes"
  | "files"
  | "directories";

/**
 * What the words of the help stand for: `--rev <commit>` says in the help and here that it takes a
 * commit. A test wants every such word to be here; `undefined` is what nobody can complete.
 */
export const sources: Readonly<Record<string, Source | undefined>> = {
  id: "tasks",
  taskId: "tasks",
  old: "tasks",
  new: "tasks",
  "session or task ID": "sessions-and-tasks",
  commit: "refs",
  ref: "refs",
  range: "refs",
  backend: "backends",
  code: "codes",
  file: "files",
  paths: "files",
  directory: "directories",
  n: undefined,
  status: undefined,
  "git-hook-name": undefined,
  args: undefined,
  words: undefined,
};

/** @param words what was typed after the program's name; the last one may be empty or not finished */
export function expectedAt(program: Command, words: readonly string[]): Expected {
  const given = new Map<string, string>();
  let command = program;
  let pending: Option | undefined;
  let position = 0;
  let endOfOptions = false;
  for (const word of words.slice(0, -1)) {
    if (pending !== undefined) {
      given.set(pending.attributeName(), word);
      pending = undefined;
    } else if (!endOfOptions && word === "--") {
      endOfOptions = true;
    } else if (!endOfOptions && word.startsWith("-")) {
      const [flag = "", value] = splitAtEquals(word);
      const option = optionsOf(command).find(one => one.long === flag || one.short === flag);
      if (option === undefined || !takesValue(option)) continue;
      if (value === undefined) pending = option;
      else given.set(option.attributeName(), value);
    } else {
      const next = position === 0 ? commandNamed(command, word) : undefined;
      if (next === undefined) position += 1;
      else command = next;
    }
  }
  const typed = words.at(-1) ?? "";
  if (pending !== undefined) return { ...expectedFor(pending), kept: "", typed, given };
  if (!endOfOptions && typed.startsWith("-")) {
    const [flag = "", value] = splitAtEquals(typed);
    const option = optionsOf(command).find(one => one.long === flag && takesValue(one));
    if (value !== undefined && option !== undefined) {
      return { ...expectedFor(option), kept: `${flag}=`, typed: value, given };
    }
    return { words: flagsOf(command), source: undefined, kept: "", typed, given };
  }
  const children = position === 0 ? namesOf(command) : [];
  const { registeredArguments: all } = command;
  const argument = all[position] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  const value = argument === undefined ? { words: [], source: undefined } : expectedFor(argument);
  return { words: [...children, ...value.words], source: value.source, kept: "", typed, given };
}

function splitAtEquals(word: string): readonly [string, string | undefined] {
  const at = word.startsWith("--") ? word.indexOf("=") : -1;
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

/** A command's own options, and those of the commands around it. */
function optionsOf(command: Command): readonly Option[] {
  const { parent } = command;
  return [...command.options, ...(parent === null ? [] : optionsOf(parent))].filter(
    option => !option.hidden,
  );
}

function flagsOf(command: Command): readonly Candidate[] {
  const help = { value: "--help", description: "how it is used" };
  return [
    ...optionsOf(command).map(option => ({
      value: option.long ?? option.short ?? "",
      description: option.description,
    })),
    help,
  ];
}

function commandNamed(command: Command, name: string): Command | undefined {
  return command.commands.find(child => child.name() === name);
}

/** Hidden commands are no offer; commander itself knows which are shown. */
function namesOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map(child => ({ value: child.name(), description: child.description() }));
}

function expectedFor(taker: Option | Argument): Pick<Expected, "words" | "source"> {
  const { argChoices, description } = taker;
  if (argChoices !== undefined) {
    const words = argChoices.map(value => ({ value, description }));
    return { words, source: undefined };
  }
  return { words: [], source: sources[placeholderOf(taker)] };
}

/** The word of the help that stands for a value. */
export function placeholderOf(taker: Option | Argument): string {
  if ("flags" in taker) return /[<[](.*?)[\]>]/.exec(taker.flags)?.[1] ?? "";
  return taker.name();
}
