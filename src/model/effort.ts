import { limits } from "../limits.ts";

/** A repository in which IDs lead to so many others that all answers would take hours, or fill the memory. */
export class TooEntangled extends Error {
  readonly hint =
    "tasks list the same IDs over and over: look at migratedFrom and migratedTo of what was added last";

  constructor() {
    super(
      `the IDs of this repository lead to too many others: more than ${limits.followedIds} in all`,
    );
    this.name = "TooEntangled";
  }
}

/** Counts what is beyond the usual, so that a large repository of usual tasks never comes to the end. */
export function effort(): (ids: number) => void {
  let left = limits.followedIds;
  return ids => {
    if (ids <= limits.usualIds) return;
    left -= ids;
    if (left < 0) throw new TooEntangled();
  };
}
