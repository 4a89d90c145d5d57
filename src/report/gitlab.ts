import { fingerprinter } from "./fingerprints.ts";
import { jsonPieces, listOf } from "./json-pieces.ts";
import type { Notice } from "./notice.ts";
import { printable } from "./printable.ts";

/**
 * A GitLab Code Quality report: the part of Code Climate's format that GitLab reads. Existing
 * findings are listed like the others: GitLab compares with the target branch's report itself, and
 * takes what is missing for resolved.
 *
 * @param digest a hash, as hexadecimal digits
 */
export function renderGitlab(
  notices: Iterable<Notice>,
  digest: (text: string) => string,
): Iterable<string> {
  const fingerprintOf = fingerprinter(digest);
  const violations = listOf(notices, (notice: Notice) => ({
    description: `${printable(notice.message)}; next: ${printable(notice.help)}`,
    check_name: notice.code,
    fingerprint: fingerprintOf(notice),
    severity: severities[notice.level],
    location: { path: notice.place.file, lines: { begin: notice.place.position.line } },
  }));
  return jsonPieces(violations);
}

/** `blocker` and `critical` are left to what endangers a program. */
const severities = { error: "major", warning: "minor", note: "info" } as const;
