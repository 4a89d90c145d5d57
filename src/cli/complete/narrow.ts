import { printable } from "../../report/printable.ts";
import type { Candidate } from "./expected-value.ts";

/** More than anybody reads; a shell takes its time for each. */
const atMost = 200;

/**
 * The candidates that begin with what was typed. Where they are too many, their beginnings: never
 * some of them, which a shell would complete to what these alone have in common.
 * @returns `isWhole` false where a word does not end with its candidate
 */
export function narrow(candidates: readonly Candidate[], typed: string) {
  const byValue = new Map(candidates.map(candidate => [candidate.value, candidate]));
  const fitting = [...byValue.values()].filter(
    // What a shell would show as something else, or take for the end of an answer, is no offer.
    ({ value }) => value !== "" && value.startsWith(typed) && printable(value) === value,
  );
  if (fitting.length <= atMost) return { candidates: fitting, isWhole: true };
  const characters = fitting.map(({ value }) => [...value]);
  let beginnings = new Set([typed]);
  for (let length = [...typed].length + 1; ; length += 1) {
    const longer = new Set(characters.map(some => some.slice(0, length).join("")));
    if (longer.size > atMost) break;
    beginnings = longer;
  }
  return {
    candidates: [...beginnings].map(value => ({ value, description: "…" })),
    isWhole: false,
  };
}
