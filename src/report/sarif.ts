import { toJson } from "./json.ts";
import { type Digest, fingerprintsOf, type Notice } from "./notice.ts";
import { ruleCodes, ruleTexts } from "./rules.ts";

/** What SARIF wants to know of the program. */
export interface Tool {
  readonly version: string;
  readonly digest: Digest;
}

/**
 * SARIF 2.1.0, for GitHub code scanning and the viewers of editors. What the base has too has the
 * `baselineState` "unchanged". Fingerprints survive when lines move; GitHub knows an alert again by
 * `primaryLocationLineHash` alone ("SARIF support for code scanning").
 */
export function renderSarif(notices: readonly Notice[], { version, digest }: Tool): string {
  const fingerprints = fingerprintsOf(notices, digest);
  return toJson({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "session-assoc", semanticVersion: version, rules: ruleCodes.map(ruleOf) },
        },
        columnKind: "unicodeCodePoints",
        results: notices.map((notice, i) => resultOf(notice, fingerprints[i] ?? "")),
      },
    ],
  });
}

function ruleOf(code: (typeof ruleCodes)[number]) {
  const { title, meaning, remedy } = ruleTexts[code];
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: {
      text: `${meaning}\n\n${remedy.replaceAll("`", "")}`,
      markdown: `${meaning}\n\n**Next:** ${remedy}`,
    },
    defaultConfiguration: { level: code === "repointed-session" ? "note" : "error" },
  };
}

function resultOf({ code, level, place, message, help, existing }: Notice, fingerprint: string) {
  const { file, position, length } = place;
  const end = length > 0 ? { endColumn: position.column + length } : {};
  return {
    ruleId: code,
    ruleIndex: ruleCodes.indexOf(code),
    level,
    message: { text: `${message}. Next: ${help}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file), uriBaseId: "%SRCROOT%" },
          region: { startLine: position.line, startColumn: position.column, ...end },
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: fingerprint },
    ...(existing ? { baselineState: "unchanged" } : {}),
  };
}

/** A path as a relative URI reference (RFC 3986): a colon would make a scheme of its first part. */
function uriOf(path: string): string {
  // A lone surrogate cannot be encoded; git's paths are bytes, and those show as U+FFFD already.
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}
