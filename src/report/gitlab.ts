import { fingerprintsOf } from "./fingerprints.ts";
import { toJson } from "./json.ts";
import type { Notice } from "./notice.ts";
import { printable } from "./printable.ts";

/**
 * A GitLab Code Quality report: the part of Code Climate's format that GitLab reads. Existing
 * findings are listed like the others: GitLab compares with the target branch's report itself, and
 * takes what is missing for resolved.
 *
 * @param digest a hash, as hexadecimal digits
 */
export function renderGitlab(notices: readonly Notice[], digest: (text: string) => string): string {
  const fingerprints = fingerprintsOf(notices, digest);
  return toJson(
    notices.map(({ code, level, place, message, help }, i) => ({
      description: `${printable(message)}; next: ${printable(help)}`,
      check_name: code,
      fingerprint: fingerprints[i],
      severity: severities[level],
      location: { path: place.file, lines: { begin: place.position.line } },
    })),
  );
}

/** `blocker` and `critical` are left to what endangers a program. */
const severities = { error: "major", warning: "minor", note: "info" } as const;
