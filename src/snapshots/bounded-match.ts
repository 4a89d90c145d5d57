import { type Instruction, programOf } from "./match-program.ts";

/**
 * Whether a regular expression matches a text, in a time that grows with the product of both. A
 * backtracking engine, as JavaScript has, may try each way to share the text out among wildcards:
 * `*a*a*a*a*a*b` alone keeps it busy for years. Here each part is tried once at each place.
 * @param source of a `RegExp` that a glob was made into
 * @returns `undefined` where something stands in it that is not known
 */
export function boundedMatcher(source: string): ((text: string) => boolean) | undefined {
  const program = programOf(source);
  if (program === undefined) return undefined;
  // `RegExp` looks for a match anywhere.
  return text => {
    const run = runner(program, text);
    for (let at = 0; at <= text.length; at++) if (run(0, at)) return true;
    return false;
  };
}

function runner(program: readonly Instruction[], text: string) {
  const width = text.length + 1;
  /** Of pairs of an instruction and a place: whether it was tried, and what came of it. */
  const tried = new Map<number, boolean>();
  const run = (first: number, from: number): boolean => {
    const key = first * width + from;
    const known = tried.get(key);
    if (known !== undefined) return known;
    const seen = new Set([key]);
    const queue = [key];
    let isMatch = false;
    for (let next = queue.pop(); next !== undefined && !isMatch; next = queue.pop()) {
      const number = Math.floor(next / width);
      const at = next - number * width;
      const goOn = (to: number, place: number): void => {
        const pair = to * width + place;
        // What led nowhere before leads nowhere from here either.
        if (seen.has(pair) || tried.get(pair) === false) return;
        seen.add(pair);
        queue.push(pair);
      };
      const instruction = program[number];
      switch (instruction?.kind) {
        case "character":
          if (at < text.length && instruction.is(text[at] ?? "")) goOn(number + 1, at + 1);
          break;
        case "start":
          if (at === 0) goOn(number + 1, at);
          break;
        case "stop":
          if (at === text.length) goOn(number + 1, at);
          break;
        case "either":
          for (const to of instruction.next) goOn(to, at);
          break;
        case "ahead":
          if (run(number + 1, at) === instruction.wanted) goOn(instruction.after, at);
          break;
        default:
          isMatch = true;
      }
    }
    if (isMatch) tried.set(key, true);
    else for (const pair of seen) tried.set(pair, false);
    return isMatch;
  };
  return run;
}
