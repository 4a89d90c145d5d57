import type { SaidTwice } from "../../model/present-name.ts";
import { mapThree, type Side, type ThreeWay } from "../../model/three-way.ts";
import { mergeOrder } from "./merge-order.ts";
import { clean, conflict, type MergeLines, mergePiece, type Piece } from "./piece.ts";
import { splice } from "./splice.ts";
import type { KeyText, RecordText } from "./split-text.ts";
import { isContested, linesOf, type ThreeRecords, type Unit, valuesOf, wholeOf } from "./units.ts";

/** Part of a merged record, and the keys that it must read as. */
export interface Part {
  readonly piece: Piece;
  readonly keys: readonly MergedKey[];
  /** That two names of one task were no conflict here. */
  readonly decided?: Decision;
}

/** `value` is open where lines were merged. */
export interface MergedKey {
  readonly key: string;
  readonly body: string;
  readonly value: string | undefined;
}

/** Two names of one task, and the side whose name stays. */
export interface Decision {
  readonly names: SaidTwice;
  readonly winner: Side;
}

/**
 * Merges the keys of one record that both sides have.
 * @returns `undefined` where a side moved keys about
 */
export async function mergeRecord(
  records: ThreeWay<RecordText>,
  units: readonly Unit[],
  decisions: ReadonlyMap<Unit, Decision>,
  mergeLines: MergeLines,
): Promise<readonly Part[] | undefined> {
  const order = mergeOrder(mapThree(records, ({ keys }) => keys.keys()));
  if (order === undefined) return undefined;

  const decided = new Map<string, readonly Part[]>();
  for (const unit of units.filter(one => isContested(records, one))) {
    const parts = await mergeUnit(records, unit, order, decisions.get(unit), mergeLines);
    for (const [key, part] of parts) decided.set(key, part);
  }
  const frame = (part: "head" | "tail"): Promise<Piece> =>
    mergePiece(
      mapThree(records, record => record[part]),
      mergeLines,
    );

  const parts: Part[] = [{ piece: await frame("head"), keys: [] }];
  for (const key of order) {
    parts.push(
      ...(decided.get(key) ?? (await mergeKey(key, textsUnder(records, key), mergeLines))),
    );
  }
  return [...parts, { piece: await frame("tail"), keys: [] }];
}

/** What becomes of the keys of a unit that both sides changed; a conflict stands where its first one does. */
async function mergeUnit(
  records: ThreeRecords,
  unit: Unit,
  order: readonly string[],
  decision: Decision | undefined,
  mergeLines: MergeLines,
): Promise<ReadonlyMap<string, readonly Part[]>> {
  const keys = order.filter(key => unit.keys.includes(key));
  const values = valuesOf(records, unit);
  const changed = new Set([values.ours, values.theirs].filter(value => value !== values.base));
  if (values.ours === values.theirs || changed.size < 2) {
    // Not more than one side says something new: what is left is layout.
    const parts = new Map<string, readonly Part[]>();
    for (const key of keys) {
      parts.set(key, await mergeKey(key, textsUnder(records, key), mergeLines));
    }
    if ([...parts.values()].flat().every(({ piece }) => piece.isClean)) return parts;
    if (values.ours === values.theirs) return parts;
  }
  const taken = decision && (await takeFrom(records, decision.winner, keys, mergeLines));
  if (decision !== undefined && taken !== undefined) {
    const note: Part = { piece: clean(""), keys: [], decided: decision };
    return new Map([...taken].map(([key, parts], i) => [key, i === 0 ? [note, ...parts] : parts]));
  }

  const lines = mapThree(records, record => linesOf(record, unit));
  const piece = await conflict(lines, mergeLines);
  const readable = [...records.ours.keys].filter(([key]) => unit.keys.includes(key));
  const whole: Part = { piece, keys: readable.map(([key, text]) => ({ key, ...text })) };
  return new Map(keys.map((key, i) => [key, i === 0 ? [whole] : []]));
}

/** The keys of a unit as one side has them, with the comments of both. */
async function takeFrom(
  records: ThreeRecords,
  winner: Side,
  keys: readonly string[],
  mergeLines: MergeLines,
): Promise<ReadonlyMap<string, readonly Part[]> | undefined> {
  const parts = new Map<string, readonly Part[]>();
  for (const key of keys) {
    const texts = textsUnder(records, key);
    const [won, lost] = [texts[winner], texts[winner === "ours" ? "theirs" : "ours"]];
    const body = splice(texts, winner);
    if (body === undefined) return undefined;
    if (won === undefined) {
      // The value goes; a comment that the other side wrote above it must not go along unseen.
      if (lost !== undefined && lost.lead !== (texts.base?.lead ?? "")) return undefined;
      parts.set(key, []);
      continue;
    }
    const lead =
      lost === undefined ? clean(won.lead) : await mergePiece(leadsOf(texts), mergeLines);
    parts.set(key, [{ piece: lead, keys: [] }, keyPart(key, body, won.value)]);
  }
  return parts;
}

/** One key by itself. */
async function mergeKey(
  key: string,
  texts: ThreeWay<KeyText | undefined>,
  mergeLines: MergeLines,
): Promise<readonly Part[]> {
  const { base, ours, theirs } = texts;
  if (ours === undefined || theirs === undefined) {
    const there = ours ?? theirs;
    if (there === undefined) return [];
    if (base === undefined) return [{ piece: clean(wholeOf(there)), keys: [{ key, ...there }] }];
    if (wholeOf(base) === wholeOf(there)) return [];
    const lines = mapThree(texts, text => (text === undefined ? "" : wholeOf(text)));
    const piece = await conflict(lines, mergeLines);
    return [{ piece, keys: ours === undefined ? [] : [{ key, ...ours }] }];
  }
  const lead = { piece: await mergePiece(leadsOf(texts), mergeLines), keys: [] };
  const piece = await mergePiece(
    mapThree(texts, text => text?.body ?? ""),
    mergeLines,
  );
  const body = piece.readable;
  const known = [ours, theirs].find(text => text.body === body);
  return [lead, { piece, keys: [{ key, body, value: known?.value }] }];
}

function keyPart(key: string, body: string, value: string): Part {
  return { piece: clean(body), keys: [{ key, body, value }] };
}

function leadsOf(texts: ThreeWay<KeyText | undefined>): ThreeWay<string> {
  return mapThree(texts, text => text?.lead ?? "");
}

function textsUnder(records: ThreeRecords, key: string): ThreeWay<KeyText | undefined> {
  return mapThree(records, ({ keys }) => keys.get(key));
}
