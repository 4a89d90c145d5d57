import { localIdOf } from "../model/task-id.ts";
import { isName, isTask, kindOfMention, mentionOf, numberOfMention } from "./catalog.ts";
import type { CatalogContent, NumberLists } from "./content.ts";
import type { Outline, SectionName } from "./decode.ts";
import { countOf, placesOfIds, rowsOfNames, rowsOfTexts } from "./postings.ts";
import { bytesOfTexts, newWriter, rowsFrom, sharedOut } from "./record-writer.ts";
import type { Section } from "./records.ts";

export interface EncodedContent {
  readonly outline: Outline;
  readonly words: Uint32Array;
}

/** Makes the records of all IDs and files, and the lists in which they are found. */
export function encode(content: CatalogContent): EncodedContent {
  const { commit, paths, oids, flags, mentions, ids, unsettled } = content;
  const allOids = Buffer.from(oids.join(""), "hex");
  const pathBytes = bytesOfTexts(paths);
  const idBytes = [bytesOfTexts(ids)];
  const fileBytes = [sharedOut(flags, paths.length), sharedOut(allOids, paths.length), pathBytes];
  // Records name each other by their rows: where each one will be is known before.
  const places = placesOfIds(mentions, ids.length);
  const idRows = rowsFrom(0, { numbers: places, bytes: idBytes });
  const fileRows = rowsFrom(idRows.at(-1) ?? 0, { numbers: mentions, bytes: fileBytes });
  const toFile = (one: number) =>
    mentionOf(kindOfMention(one), fileRows[numberOfMention(one)] ?? 0);
  const toId = (one: number) => mentionOf(kindOfMention(one), idRows[numberOfMention(one)] ?? 0);
  const salt = Math.floor(Math.random() * 2 ** 32);
  const byPath = withNumbers(rowsOfTexts(pathBytes, salt), file => fileRows[file] ?? 0);
  const byLocal = withNumbers(
    rowsOfTexts(bytesOfTexts(ids.map(localIdOf)), salt),
    id => idRows[id] ?? 0,
  );
  const byName = withNumbers(rowsOfNames(mentions), file => fileRows[file] ?? 0);

  const lists = [byPath, byLocal, byName].flatMap(({ starts, numbers }) => [starts, numbers]);
  const length = lists.reduce((sum, part) => sum + part.length, fileRows.at(-1) ?? 0);
  const writer = newWriter(length + unsettled.length);
  const sections: Record<SectionName, Section> = {
    ids: writer.records({ numbers: withNumbers(places, toFile), bytes: idBytes }),
    files: writer.records({
      numbers: withNumbers(mentions, one => (isName(one) ? one : toId(one))),
      bytes: fileBytes,
    }),
    byPath: writer.lists(byPath),
    byLocal: writer.lists(byLocal),
    byName: writer.lists(byName),
    unsettled: writer.numbers(unsettled.map(file => fileRows[file] ?? 0)),
  };
  const outline: Outline = {
    commit,
    salt,
    sessions: countOf(mentions, isName),
    tasks: countOf(mentions, isTask),
    oidBytes: allOids.length / Math.max(1, paths.length),
    sections,
  };
  return { outline, words: writer.words };
}

/** The same lists with other numbers. */
function withNumbers(
  { starts, numbers }: NumberLists,
  numberFor: (one: number) => number,
): NumberLists {
  return { starts, numbers: numbers.map(numberFor) };
}
