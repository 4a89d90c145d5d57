import { renderPageMarkdown } from "./explain.ts";
import { fingerprinter } from "./fingerprints.ts";
import { jsonPieces, listOf } from "./json-pieces.ts";
import { describeNotice, type Notice } from "./notice.ts";
import { type RuleCode, type RuleText, rules } from "./rules.ts";

export interface SarifOptions {
  /** The version of this program. */
  readonly version: string;
  /** A hash, as hexadecimal digits. */
  readonly digest: (text: string) => string;
  /** A base was given, so that a notice is known to be new or existing. */
  readonly isCompared?: boolean;
}

/**
 * SARIF 2.1.0, as the standard and GitHub code scanning want it, in pieces; ends in a line break. It
 * does not say where the repository lies: the same input gives the same bytes on every machine.
 */
export function renderSarif(
  notices: Iterable<Notice>,
  { version, digest, isCompared = false }: SarifOptions,
): Iterable<string> {
  const fingerprintOf = fingerprinter(digest);
  const run = {
    tool: { driver: { name: "session-assoc", version, rules: codes.map(ruleOf) } },
    columnKind: "unicodeCodePoints",
    // GitHub takes relative URIs for relative to the repository's root, under this name or any.
    originalUriBaseIds: { [root]: { description: { text: "The root of the repository." } } },
    results: listOf(notices, notice => ({
      ...resultOf(notice),
      // GitHub reads `primaryLocationLineHash` alone. Its upload action computes that from the
      // file, and warns of each result that brings another value: so this is not called that.
      partialFingerprints: { [fingerprintName]: fingerprintOf(notice) },
      ...(isCompared ? { baselineState: notice.existing ? "unchanged" : "new" } : {}),
    })),
  };
  return jsonPieces({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: listOf([run], one => one),
  });
}

const root = "%SRCROOT%";

/** A versioned hierarchical string (SARIF 3.5.4.2): another way to compute it needs a new number. */
const fingerprintName = "sessionAssocIdentity/v1";

const codes = Object.keys(rules) as readonly RuleCode[];

function ruleOf(code: RuleCode) {
  const { title, explanation, wayOut, level }: RuleText = rules[code];
  return {
    id: code,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: plain(explanation) },
    help: {
      text: `${plain(explanation)}\n\n${plain(wayOut)}`,
      markdown: renderPageMarkdown(code),
    },
    defaultConfiguration: { level },
  };
}

function plain(text: string): string {
  return text.replaceAll("`", "");
}

/**
 * Existing findings are results like the others: GitHub closes the alert of a result that is
 * missing. They are not `suppressions`, which say that somebody decided to live with a result.
 */
function resultOf(notice: Notice) {
  const { code, level, place } = notice;
  const { line, column } = place.position;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level,
    message: { text: asMessage(describeNotice(notice)) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(place.file), uriBaseId: root },
          // GitHub wants all four. Nothing that is meant goes over several lines.
          region: {
            startLine: line,
            startColumn: column,
            endLine: line,
            endColumn: column + place.length,
          },
        },
      },
    ],
  };
}

/**
 * Text of a repository as a plain text message: braces would be placeholders (SARIF 3.11.5), and
 * `[text](target)` a link (3.11.6), which has no escape but to be no link.
 */
function asMessage(text: string): string {
  return text.replaceAll(/[{}]/g, "$&$&").replaceAll("](", "] (");
}

/** A path as a relative reference: no segment of it can be a scheme, a query or a fragment. */
function uriOf(file: string): string {
  return file.split("/").map(encodeURIComponent).join("/");
}
