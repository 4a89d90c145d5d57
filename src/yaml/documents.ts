import { Composer, type CST, type Document, isScalar, Parser, visit } from "yaml";
import { limits } from "../limits.ts";
import type { ProblemReason } from "../model/record.ts";

/** Why a text holds no documents that can be trusted, and at which offset. */
export interface Unreadable {
  readonly reason: Extract<ProblemReason, { kind: "yaml" | "too-deep" | "conflict-markers" }>;
  readonly offset: number;
}

/**
 * YAML has a line end there; the `yaml` package does not, and takes `# why\rtaskId: md#1` for a
 * comment. What one of two readers does not see must not be edited, nor pass for absent.
 */
const loneReturn = "A carriage return without a line feed ends a line to some readers only";

/**
 * Parses all documents of a YAML text. The failsafe schema keeps every scalar the text that it
 * is: the default one turns `0123` into 123 and `1e3` into 1000 (FIELD-NOTES, YAML).
 */
export function parseDocuments(text: string): readonly Document[] | Unreadable {
  const lone = text.search(/\r(?!\n)/);
  if (lone >= 0) return { reason: { kind: "yaml", detail: loneReturn }, offset: lone };
  // yaml takes a byte order mark for a column of indentation; a line break keeps the offsets.
  const tokens = [...new Parser().parse(text.replace(/^\uFEFF/, "\n"))];
  const tooDeep = tokenDeeperThan(limits.yamlDepth, tokens);
  if (tooDeep !== undefined) {
    return { reason: { kind: "too-deep", limit: limits.yamlDepth }, offset: tooDeep };
  }
  // yaml's own check of duplicate keys compares each key with all others.
  const composer = new Composer({ schema: "failsafe", uniqueKeys: false });
  const documents = [...composer.compose(tokens)];
  const error = documents.flatMap(document => document.errors)[0];
  if (error === undefined) return repeatedKey(documents) ?? documents;

  const ours = text.search(/^<{7,} /m);
  const theirs = ours < 0 ? -1 : text.slice(ours).search(/^>{7,} /m);
  if (theirs >= 0) return { reason: { kind: "conflict-markers" }, offset: ours };
  const [detail = ""] = error.message.split("\n");
  return { reason: { kind: "yaml", detail }, offset: error.pos[0] };
}

function repeatedKey(documents: readonly Document[]): Unreadable | undefined {
  for (const document of documents) {
    let offset: number | undefined;
    visit(document, {
      Map(_, map) {
        const seen = new Set<unknown>();
        for (const { key } of map.items) {
          if (!isScalar(key)) continue;
          if (seen.has(key.value)) {
            offset = key.range?.[0] ?? 0;
            return visit.BREAK;
          }
          seen.add(key.value);
        }
        return undefined;
      },
    });
    if (offset === undefined) continue;
    return { reason: { kind: "yaml", detail: "Map keys must be unique" }, offset };
  }
  return undefined;
}

/** The composer recurses and the parser does not, so depth is measured between the two. */
function tokenDeeperThan(limit: number, tokens: readonly CST.Token[]): number | undefined {
  const stack: { token: CST.Token; depth: number }[] = tokens.map(token => ({ token, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { token, depth } = next;
    if (depth > limit) return token.offset;
    for (const child of childrenOf(token)) stack.push({ token: child, depth: depth + 1 });
  }
  return undefined;
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat());
}
