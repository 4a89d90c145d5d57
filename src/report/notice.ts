import { identityOf, type Place, type Reported } from "../model/finding.ts";
import { messageOf } from "./messages.ts";
import { printable } from "./printable.ts";
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
export function* noticesOf(findings: Iterable<Reported>, snapshot: string): Generator<Notice> {
  for (const finding of findings) {
    const { code, severity, place, existing } = finding;
    yield {
      code,
      level: severity === "error" ? "error" : "warning",
      place,
      ...messageOf(finding, snapshot),
      existing,
      identity: identityOf(finding),
    };
  }
}

/** What is wrong, and in a line of its own what to do next; without control characters. */
export function describeNotice({ message, help }: Pick<Notice, "message" | "help">): string {
  return `${printable(message)}\nnext: ${printable(help)}`;
}

const urgency = { error: 0, warning: 1, note: 2 } as const;

/** New errors first, existing ones last, each in the order that they had: for who shows only some. */
export function mostUrgentFirst(notices: Iterable<Notice>): readonly Notice[] {
  const rank = ({ level, existing }: Notice): number => (existing ? 3 : urgency[level]);
  return [...notices].sort((a, b) => rank(a) - rank(b));
}
