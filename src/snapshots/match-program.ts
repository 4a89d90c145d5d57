/** One step of a regular expression; what follows it is the next one, where it does not say otherwise. */
export type Instruction =
  | { readonly kind: "character"; readonly is: (character: string) => boolean }
  | { readonly kind: "start" | "stop" | "end" | "inner-end" }
  /** To go on at any of these instructions. */
  | { readonly kind: "either"; readonly next: number[] }
  /** To go on behind it if what stands in it matches here, or does not. */
  | { readonly kind: "ahead"; readonly wanted: boolean; after: number };

/**
 * What a regular expression does, step by step. It is one that a glob was made into: no flags but `s`; no
 * look-behind and no references to groups.
 * @returns `undefined` where something else stands in it
 */
export function programOf(source: string): readonly Instruction[] | undefined {
  const program: Instruction[] = [];
  try {
    const end = parseChoice(source, 0, program);
    if (end < source.length) return undefined;
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
  program.push({ kind: "end" });
  return program;
}

class Unknown extends Error {}

/** Alternatives up to the end, or a `)`; @returns where that is */
function parseChoice(source: string, from: number, program: Instruction[]): number {
  const fork: Instruction = { kind: "either", next: [] };
  const ends: number[][] = [];
  program.push(fork);
  let at = from;
  for (;;) {
    fork.next.push(program.length);
    at = parseSequence(source, at, program);
    const leave: Instruction = { kind: "either", next: [] };
    ends.push(leave.next);
    program.push(leave);
    if (source[at] !== "|") break;
    at++;
  }
  for (const end of ends) end.push(program.length);
  return at;
}

function parseSequence(source: string, from: number, program: Instruction[]): number {
  let at = from;
  while (at < source.length && source[at] !== "|" && source[at] !== ")") {
    const start = program.length;
    const end = parseOne(source, at, program);
    at = parseQuantifier(source, end, program, start);
  }
  return at;
}

const groups = /\((?:\?(?:[:=!]|<[=!]?))?/y;
const classes = /\[\^?(?:\\[\s\S]|[^\\\]])*\]/y;
const escapes = /\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[\s\S])/y;

function parseOne(source: string, at: number, program: Instruction[]): number {
  const group = matchAt(groups, source, at);
  if (group !== undefined) return parseGroup(source, at, group, program);
  if (source[at] === "^") program.push({ kind: "start" });
  else if (source[at] === "$") program.push({ kind: "stop" });
  else {
    const escaped = matchAt(escapes, source, at);
    // References to groups, and what looks at two characters or takes a name.
    if (escaped !== undefined && /^\\[0-9bBckpP]/.test(escaped)) throw new Unknown();
    const text = escaped ?? matchAt(classes, source, at) ?? source[at] ?? "";
    if (/^[*+?{}[\]\\]$/.test(text)) throw new Unknown();
    program.push({ kind: "character", is: oneOf(text) });
    return at + text.length;
  }
  return at + 1;
}

function parseGroup(source: string, at: number, opening: string, program: Instruction[]): number {
  if (opening.includes("<")) throw new Unknown();
  const isAhead = opening === "(?=" || opening === "(?!";
  const ahead: Instruction = { kind: "ahead", wanted: opening === "(?=", after: 0 };
  if (isAhead) program.push(ahead);
  const end = parseChoice(source, at + opening.length, program);
  if (source[end] !== ")") throw new Unknown();
  if (isAhead) {
    program.push({ kind: "inner-end" });
    ahead.after = program.length;
  }
  return end + 1;
}

const quantifiers = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y;
/** A group that is to be repeated more often would make a program without end. */
const mostRepeats = 16;

/** Repeats what was added to the program last. */
function parseQuantifier(
  source: string,
  at: number,
  program: Instruction[],
  start: number,
): number {
  quantifiers.lastIndex = at;
  const [quantifier, least, comma, most] = quantifiers.exec(source) ?? [];
  if (quantifier === undefined) return at;
  const one = program.splice(start);
  const [min, max] = timesOf(quantifier, least, comma, most);
  if (min > mostRepeats || (max !== undefined && max > mostRepeats)) throw new Unknown();
  const add = (): void => {
    const by = program.length - start;
    program.push(...one.map(instruction => movedBy(instruction, by)));
  };
  for (let i = 0; i < min; i++) add();
  const leave: number[][] = [];
  for (let i = min; max === undefined ? i === min : i < max; i++) {
    const here = program.length;
    const fork: Instruction = { kind: "either", next: [here + 1] };
    leave.push(fork.next);
    program.push(fork);
    add();
    if (max === undefined) program.push({ kind: "either", next: [here] });
  }
  for (const next of leave) next.push(program.length);
  return at + quantifier.length;
}

function timesOf(quantifier: string, least = "", comma?: string, most?: string) {
  if (quantifier.startsWith("*")) return [0, undefined] as const;
  if (quantifier.startsWith("+")) return [1, undefined] as const;
  if (quantifier.startsWith("?")) return [0, 1] as const;
  const max = comma === undefined ? Number(least) : most === "" ? undefined : Number(most);
  return [Number(least), max] as const;
}

function movedBy(instruction: Instruction, by: number): Instruction {
  if (instruction.kind === "either") {
    return { kind: "either", next: instruction.next.map(to => to + by) };
  }
  if (instruction.kind === "ahead") return { ...instruction, after: instruction.after + by };
  return instruction;
}

/** Whether a character is what one piece of the source stands for: `a`, `\.`, `[^/]`, `.` */
function oneOf(piece: string): (character: string) => boolean {
  const pattern = new RegExp(`^(?:${piece})$`, "s");
  const known = new Map<string, boolean>();
  return character => {
    const answer = known.get(character) ?? pattern.test(character);
    known.set(character, answer);
    return answer;
  };
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}
