import type { Notice } from "./notice.ts";
import { printable } from "./printable.ts";
import { ruleTexts } from "./rules.ts";

/** Those that fail come first: GitHub shows ten annotations of a type for each step. */
const order = ["error", "warning", "notice"] as const;

/**
 * Workflow commands, one a line, which GitHub Actions shows as annotations ("Workflow commands").
 * Nothing of a repository can become a command: line breaks and what separates properties are escaped.
 */
export function renderGithub(notices: readonly Notice[]): string {
  const lines = notices.map(notice => ({ type: typeOf(notice), line: lineOf(notice) }));
  return order
    .flatMap(type => lines.filter(one => one.type === type).map(({ line }) => `${line}\n`))
    .join("");
}

function typeOf({ level, existing }: Notice): (typeof order)[number] {
  return existing || level === "note" ? "notice" : level;
}

function lineOf(notice: Notice): string {
  const { code, place, message, help, existing } = notice;
  const { file, position, length } = place;
  const title = `${code}: ${ruleTexts[code].title}${existing ? " (existing)" : ""}`;
  const properties = {
    file,
    line: position.line,
    col: position.column,
    ...(length > 0 ? { endColumn: position.column + length } : {}),
    title,
  };
  const words = Object.entries(properties).map(([key, value]) => `${key}=${property(`${value}`)}`);
  return `::${typeOf(notice)} ${words.join(",")}::${data(`${message}\nNext: ${help}`)}`;
}

/** As `@actions/core` escapes what stands after `::`. */
function data(text: string): string {
  const lines = text.split("\n").map(printable);
  return lines.map(line => line.replaceAll("%", "%25")).join("%0A");
}

/** As `@actions/core` escapes the value of a property. */
function property(text: string): string {
  return printable(text).replaceAll("%", "%25").replaceAll(":", "%3A").replaceAll(",", "%2C");
}
