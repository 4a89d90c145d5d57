import type { Finding, Place } from "../model/finding.ts";
import type { Rule } from "./rule.ts";

/** Two sessions have the same name; reported at every one after the first. */
export const duplicateSession: Rule = project => {
  const firsts = new Map<string, Place>();
  const findings: Finding[] = [];
  for (const { name, file, position } of project.sessions) {
    const place = { file, position, length: 0 };
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, place);
    else findings.push({ code: "duplicate-session", place, session: name, first });
  }
  return findings;
};
