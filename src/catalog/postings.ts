import { bytesHash, isName, kindOfMention, mentionOf, numberOfMention } from "./catalog.ts";
import { eachNumber, type NumberLists } from "./content.ts";
import type { ByteLists } from "./record-writer.ts";
import { listOfHash } from "./records.ts";

/** Of each ID, where it is mentioned: see `CatalogId`. */
export function placesOfIds(mentions: NumberLists, ids: number): NumberLists {
  return collect(ids, add => {
    eachNumber(mentions, (one, row) => {
      if (!isName(one)) add(numberOfMention(one), mentionOf(kindOfMention(one), row));
    });
  });
}

/** The rows of texts, by their hashes: see `Rows`. */
export function rowsOfTexts({ starts, bytes }: ByteLists, salt: number): NumberLists {
  const count = starts.length - 1;
  const lists = Math.max(1, count);
  const listAt = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    listAt[row] = listOfHash(bytesHash(bytes, salt, starts[row], starts[row + 1]), lists);
  }
  return collect(lists, add => {
    for (let row = 0; row < listAt.length; row++) add(listAt[row] ?? 0, row);
  });
}

/** The rows of files, by the hashes of their sessions' names. */
export function rowsOfNames(mentions: NumberLists): NumberLists {
  const lists = Math.max(1, countOf(mentions, isName));
  return collect(lists, add => {
    eachNumber(mentions, (one, row) => {
      if (isName(one)) add(listOfHash(numberOfMention(one), lists), row);
    });
  });
}

/** How many mentions are of a kind. */
export function countOf({ numbers }: NumberLists, isMeant: (one: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < numbers.length; i++) if (isMeant(numbers[i] ?? 0)) count++;
  return count;
}

type Add = (list: number, number: number) => void;

/**
 * Makes lists of numbers that come in any order of the lists.
 * @param give adds all numbers; called twice
 */
function collect(lists: number, give: (add: Add) => void): NumberLists {
  const starts = new Uint32Array(lists + 1);
  give(list => {
    starts[list + 1] = (starts[list + 1] ?? 0) + 1;
  });
  for (let list = 0; list < lists; list++) {
    starts[list + 1] = (starts[list + 1] ?? 0) + (starts[list] ?? 0);
  }
  const numbers = new Uint32Array(starts[lists] ?? 0);
  const ends = starts.slice(0, lists);
  give((list, number) => {
    const end = ends[list] ?? 0;
    numbers[end] = number;
    ends[list] = end + 1;
  });
  return { starts, numbers };
}
