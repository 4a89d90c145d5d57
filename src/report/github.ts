import type { Place } from "../model/finding.ts";
import type { Fix } from "../model/verdict.ts";
import { describeSteps } from "./messages.ts";
import { describeNotice, mostUrgentFirst, type Notice } from "./notice.ts";
import { printable } from "./printable.ts";
import { describeRewrite } from "./words.ts";

/**
 * Workflow commands that GitHub Actions makes annotations of: one line for each notice, and one for
 * each fix that was made. GitHub shows ten of a kind for each step, so the most urgent come first;
 * the job summary has the rest.
 */
export function renderGithub(notices: Iterable<Notice>, fixes: readonly Fix[] = []): string {
  const annotations = [
    ...mostUrgentFirst(notices).map(annotationOfNotice),
    ...fixes.map(annotationOfFix),
  ];
  return annotations.map(annotation => `${commandOf(annotation)}\n`).join("");
}

interface Annotation {
  readonly command: "error" | "warning" | "notice";
  readonly place: Place;
  readonly title: string;
  readonly message: string;
}

function annotationOfNotice(notice: Notice): Annotation {
  const { code, level, place, existing } = notice;
  return {
    command: existing || level === "note" ? "notice" : level,
    place,
    title: existing ? `${code} (existing)` : code,
    message: describeNotice(notice),
  };
}

function annotationOfFix({ reference, rewrite, steps }: Fix): Annotation {
  const { file, scalar } = reference;
  const changes = describeRewrite({ reference, rewrite });
  return {
    command: "notice",
    // What was rewritten may have another length now.
    place: { file, position: scalar.position, length: 0 },
    title: "fixed",
    message: `${printable(changes)}\n${printable(describeSteps(steps))}`,
  };
}

function commandOf({ command, place, title, message }: Annotation): string {
  const { line, column } = place.position;
  const properties = {
    file: printable(place.file),
    line: String(line),
    col: String(column),
    ...(place.length > 0 ? { endColumn: String(column + place.length) } : {}),
    // Last, because the runner trims the end of the properties, and this is never text of a file.
    title,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${asProperty(value)}`);
  return `::${command} ${list.join(",")}::${asData(message)}`;
}

/** As `@actions/core` escapes it. The runner takes `%` back last, so it is escaped first. */
function asData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function asProperty(text: string): string {
  return asData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
