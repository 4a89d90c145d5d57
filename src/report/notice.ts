import { identityOf, type Place, type Reported } from "../model/finding.ts";
import { messageOf } from "./messages.ts";

/** What the formats of other tools say of one thing: all that they have in common. */
export interface Notice {
  /** A finding code, or a code of `review`'s own. */
  readonly code: string;
  readonly level: "error" | "warning" | "note";
  readonly place: Place;
  readonly message: string;
  /** What to do next. */
  readonly help: string;
  /** The base has it too. */
  readonly existing: boolean;
  /** What is wrong, wherever it stands: the same once lines have moved. Not unique. */
  readonly identity: string;
}

/** @param snapshot the label of the snapshot that was looked at */
export function noticesOf(findings: readonly Reported[], snapshot: string): readonly Notice[] {
  return findings.map(finding => {
    const { code, severity, place, existing } = finding;
    return {
      code,
      level: severity === "error" ? "error" : "warning",
      place,
      ...messageOf(finding, snapshot),
      existing,
      identity: identityOf(finding),
    };
  });
}
