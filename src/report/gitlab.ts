import { toJson } from "./json.ts";
import { type Digest, fingerprintsOf, type Notice } from "./notice.ts";

const severities = { error: "major", warning: "minor", note: "info" } as const;

/**
 * GitLab's Code Quality report: an array of what is shown in a merge request. GitLab compares the
 * fingerprints with those of the target branch, and says itself what is new; existing ones stay in.
 */
export function renderGitlab(notices: readonly Notice[], digest: Digest): string {
  const fingerprints = fingerprintsOf(notices, digest);
  return toJson(
    notices.map(({ code, level, place, message, help }, i) => ({
      description: `${message}. Next: ${help}`,
      check_name: code,
      fingerprint: fingerprints[i],
      severity: severities[level],
      location: { path: place.file, lines: { begin: place.position.line } },
    })),
  );
}
