import type { SaidTwice } from "../../model/present-name.ts";
import type { FileKind } from "../../model/record.ts";
import type { Settings } from "../../model/settings.ts";
import { mapThree, type Side, sideOf, type ThreeWay } from "../../model/three-way.ts";
import { keepsComments } from "./comments.ts";
import { unwrap } from "./layout.ts";
import { mergeOrder } from "./merge-order.ts";
import { type Decision, type MergedKey, mergeRecord, type Part } from "./merge-record.ts";
import { clean, type MergedLines, type MergeLines } from "./piece.ts";
import { type RecordText, splitText } from "./split-text.ts";
import { namedTwice, type Unit, unitsOf, wholeOf } from "./units.ts";

/** What a merge needs to know and to do besides. */
export interface MergeTools {
  readonly kind: FileKind;
  readonly settings: Settings;
  readonly mergeLines: MergeLines;
  /** Which of two references to one task stays; asked once for a file, and only where there are any. */
  readonly decide: (names: readonly SaidTwice[]) => Promise<readonly (Side | undefined)[]>;
}

export interface MergedTexts extends MergedLines {
  readonly decided: readonly Decision[];
}

/** What both sides changed is merged piece by piece; where there are more, the file is, as a whole. */
const contestedPieces = 32;

/**
 * Merges a session or task file key by key. What only one side changed, added or removed is taken
 * from it, with its comments; a key that both changed is merged line by line. Two IDs of one task
 * are no conflict. The result is read again, and must say what was decided.
 *
 * @param texts an absent base is empty
 * @returns `undefined` where this cannot be done: the file is not what it should be, or was rearranged
 */
export async function mergeTexts(
  texts: ThreeWay<string>,
  tools: MergeTools,
): Promise<MergedTexts | undefined> {
  const side = sideOf(texts);
  if (side !== undefined) return { ...clean(texts[side]), decided: [] };
  const unwrapped = unwrap(texts);
  const matched = unwrapped && matchRecords(unwrapped.texts, tools);
  if (unwrapped === undefined || matched === undefined) return undefined;

  const units = unitsOf(tools.kind, tools.settings);
  const questions = questionsOf(matched, units);
  if (questions.length > contestedPieces) return undefined;
  const decisions = await decide(questions, tools);
  let pieceCount = 0;
  const mergeLines: MergeLines = async lines => {
    pieceCount += 1;
    // Past the limit this answer is not used.
    if (pieceCount > contestedPieces) return { text: lines.ours, isClean: false };
    return tools.mergeLines(lines);
  };
  const merged: Part[][] = [];
  for (const match of matched) {
    const parts = await mergeMatch(match, units, decisions.get(match) ?? new Map(), mergeLines);
    if (parts === undefined || pieceCount > contestedPieces) return undefined;
    if (parts.length > 0) merged.push([...parts]);
  }
  const pieces = merged.flat().map(({ piece }) => piece);
  const readable = pieces.map(piece => piece.readable).join("");
  const keys = merged.map(parts => parts.flatMap(part => part.keys));
  if (!readsAs(keys, splitText(readable, tools.kind, tools.settings))) return undefined;
  const isClean = pieces.every(piece => piece.isClean);
  if (isClean && !keepsComments(unwrapped.texts, readable)) return undefined;
  const decided = merged.flat().flatMap(part => part.decided ?? []);
  return { text: unwrapped.wrap(pieces.map(piece => piece.text).join("")), isClean, decided };
}

type Match = ThreeWay<RecordText | undefined>;

/** The records of the three texts by their names, in the order of the merged file. */
function matchRecords(texts: ThreeWay<string>, { kind, settings }: MergeTools) {
  const read = mapThree(texts, text => splitText(text, kind, settings));
  const { base, ours, theirs } = read;
  if (base === undefined || ours === undefined || theirs === undefined) return undefined;
  if (ours.length === 0 || theirs.length === 0) return undefined;
  const isOnly =
    Math.max(base.length, ours.length, theirs.length) === 1 &&
    isOneRecord(base, [...ours, ...theirs], settings);
  const byName = mapThree({ base, ours, theirs }, records => {
    return new Map(records.map(record => [isOnly ? "" : record.name, record]));
  });
  const areDistinct = (["base", "ours", "theirs"] as const).every(
    side => byName[side].size === read[side]?.length,
  );
  const order = areDistinct ? mergeOrder(mapThree(byName, names => names.keys())) : undefined;
  return order?.map((name): Match => mapThree(byName, names => names.get(name)));
}

/**
 * Whether the only records of a file are one and the same: a migration gives a task a new ID, and
 * says so. Under any other new name it may as well be another session, or another task.
 */
function isOneRecord(
  [base]: readonly RecordText[],
  sides: readonly RecordText[],
  { fields }: Settings,
): boolean {
  const [first, ...others] = sides;
  if (base === undefined) return others.every(({ name }) => name === first?.name);
  return sides.every(({ name, keys }) => {
    const former = keys.get(fields.task.migratedFrom)?.value ?? "";
    const isRenamed = name !== base.name && name !== "" && base.name !== "";
    return !isRenamed || former.split(/[\s,[\]"']+/).includes(base.name);
  });
}

/** A reference that both sides changed to different IDs. */
interface Question {
  readonly match: Match;
  readonly unit: Unit;
  readonly names: SaidTwice;
}

function questionsOf(matched: readonly Match[], units: readonly Unit[]): readonly Question[] {
  return matched.flatMap(match => {
    const records = bothHave(match);
    if (records === undefined) return [];
    return units.flatMap((unit): Question[] => {
      const names = namedTwice(records, unit);
      return names === undefined ? [] : [{ match, unit, names }];
    });
  });
}

type Decisions = ReadonlyMap<Unit, Decision>;

async function decide(
  questions: readonly Question[],
  tools: MergeTools,
): Promise<ReadonlyMap<Match, Decisions>> {
  if (questions.length === 0) return new Map();
  const winners = await tools.decide(questions.map(({ names }) => names));
  const decisions = new Map<Match, Map<Unit, Decision>>();
  for (const [i, { match, unit, names }] of questions.entries()) {
    const winner = winners[i];
    if (winner === undefined) continue;
    const others = decisions.get(match) ?? [];
    decisions.set(match, new Map([...others, [unit, { names, winner }]]));
  }
  return decisions;
}

const noRecord: RecordText = {
  name: "",
  head: "",
  keys: new Map(),
  tail: "",
  references: new Map(),
};

function bothHave({ base = noRecord, ours, theirs }: Match): ThreeWay<RecordText> | undefined {
  return ours === undefined || theirs === undefined ? undefined : { base, ours, theirs };
}

/** @returns no parts for a record that is removed */
async function mergeMatch(
  match: Match,
  units: readonly Unit[],
  decisions: Decisions,
  mergeLines: MergeLines,
): Promise<readonly Part[] | undefined> {
  const records = bothHave(match);
  if (records !== undefined) return mergeRecord(records, units, decisions, mergeLines);
  const { base, ours, theirs } = match;
  const there = ours ?? theirs;
  if (there === undefined) return undefined;
  if (base !== undefined) return wholeTextOf(base) === wholeTextOf(there) ? [] : undefined;
  const keys = [...there.keys].map(([key, text]): MergedKey => ({ key, ...text }));
  return [{ piece: clean(wholeTextOf(there)), keys }];
}

function wholeTextOf({ head, keys, tail }: RecordText): string {
  return head + [...keys.values()].map(wholeOf).join("") + tail;
}

/** Whether a text has just these keys with these lines and values, record by record. */
function readsAs(
  meant: readonly (readonly MergedKey[])[],
  records: readonly RecordText[] | undefined,
): boolean {
  if (records?.length !== meant.length) return false;
  return records.every(({ keys }, i) => {
    const expected = meant[i] ?? [];
    return (
      keys.size === expected.length &&
      [...keys].every(([key, { body, value }], j) => {
        const one = expected[j];
        return one?.key === key && one.body === body && (one.value ?? value) === value;
      })
    );
  });
}
