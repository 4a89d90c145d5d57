import { compareText, identityOf, type Place, type Reported } from "../model/finding.ts";
import { messageOf } from "./messages.ts";
import type { RuleCode } from "./rules.ts";

/** What the formats of other tools say of one thing: all that they have in common. */
export interface Notice {
  readonly code: RuleCode;
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

/** A short text that is the same for the same text only, e.g. a hash in hexadecimal digits. */
export type Digest = (text: string) => string;

/**
 * A fingerprint for each notice: what is wrong and in which file, so that it survives when lines
 * move. Equal ones are numbered, in the order of the file.
 */
export function fingerprintsOf(notices: readonly Notice[], digest: Digest): readonly string[] {
  const counts = new Map<string, number>();
  const sorted = [...notices.keys()].sort((a, b) => comparePlaces(notices[a], notices[b]));
  const fingerprints = new Map(
    sorted.map(i => {
      const { identity = "", place } = notices[i] ?? {};
      const text = JSON.stringify([identity, place?.file]);
      const count = (counts.get(text) ?? 0) + 1;
      counts.set(text, count);
      return [i, digest(`${text}${count}`)];
    }),
  );
  return notices.map((_, i) => fingerprints.get(i) ?? "");
}

function comparePlaces(a: Notice | undefined, b: Notice | undefined): number {
  if (a === undefined || b === undefined) return 0;
  const [one, other] = [a.place.position, b.place.position];
  return (
    compareText(a.place.file, b.place.file) || one.line - other.line || one.column - other.column
  );
}
