import { closestMatch } from "leven";
import { UsageError } from "../../errors.ts";
import {
  renderCodesJson,
  renderCodesText,
  renderPageJson,
  renderPageText,
} from "../../report/explain.ts";
import { type RuleCode, rules } from "../../report/rules.ts";
import type { GlobalOptions } from "../globals.ts";
import type { Format } from "../output.ts";
import { colorsFor, type Terminal } from "../streams.ts";

export interface ExplainOptions extends GlobalOptions {
  readonly format: Format;
}

/** `session-assoc explain [code]`; without a code it lists them. */
export function runExplain(
  text: string | undefined,
  options: ExplainOptions,
  { stdout, environment }: Terminal,
): number {
  const colors = colorsFor(stdout, environment, options.color);
  const isJson = options.format === "json";
  if (text === undefined) {
    stdout.write(isJson ? renderCodesJson() : renderCodesText(colors));
    return 0;
  }
  const code = codeFrom(text);
  stdout.write(isJson ? renderPageJson(code) : renderPageText(code, colors, stdout.columns));
  return 0;
}

function codeFrom(text: string): RuleCode {
  if (Object.hasOwn(rules, text)) return text as RuleCode;
  const codes = Object.keys(rules);
  const guess =
    codes.find(code => text !== "" && code.startsWith(text)) ??
    closestMatch(text, codes, { maxDistance: 5 });
  throw new UsageError(`there is no code ${JSON.stringify(text)} of a finding`, {
    hint: `session-assoc explain${guess === undefined ? " lists all codes" : ` ${guess}`}`,
  });
}
