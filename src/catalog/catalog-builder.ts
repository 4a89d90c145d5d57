import { compareText } from "../model/finding.ts";
import type { Mentions, Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { backendOf, isBackend, localIdOf, type QualifiedId } from "../model/task-id.ts";
import { narrowingBackend } from "../model/verdict.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";
import {
  type Catalog,
  type CatalogFile,
  flag,
  isName,
  kindOfMention,
  mention,
  mentionOf,
  numberOfMention,
  textHash,
} from "./catalog.ts";
import type { CatalogContent, NumberLists } from "./content.ts";
import { unsettledRows } from "./unsettled.ts";

/** Takes the files of a commit in any order, each once, and says what their catalog is to hold. */
export interface CatalogBuilder {
  /**
   * @param file the file's place among the entries
   * @param isDoubtful it may be something else on disk
   */
  add(file: number, mentions: Mentions, isDoubtful?: boolean): void;
  /** Takes what an older catalog says of the same version of the file, at the same path. */
  copy(file: number, older: Catalog, same: CatalogFile): void;
  finish(commit: string): CatalogContent;
}

/** @param entries sorted by path, each with its object ID and mode */
export function newCatalogBuilder(
  entries: readonly FileEntry[],
  settings: Settings,
): CatalogBuilder {
  const count = entries.length;
  const flags = new Uint8Array(count);
  const own = newColumn(count);
  const ids = newIds();

  const addReference = (file: number, reference: Reference): void => {
    const { taskId } = reference;
    let backend: string = "";
    if (taskId.kind === "plain") {
      backend = narrowingBackend(settings, reference) ?? "";
      if (backend !== "" && !isBackend(backend)) {
        flags[file] = (flags[file] ?? 0) | flag.doubtful;
        backend = "";
      }
    }
    const id = taskId.kind === "plain" ? `${backend}#${taskId.localId}` : taskId.id;
    own.add(file, mentionOf(mention.reference, ids.numberOf(id as QualifiedId)));
  };
  return {
    add: (file, { sessions, tasks, problems }, isDoubtful = false) => {
      own.begin(file);
      flags[file] = flagsOf(entries[file], isDoubtful || problems.length > 0);
      for (const { name, reference } of sessions) {
        own.add(file, mentionOf(mention.name, textHash(name)));
        if (reference !== undefined) addReference(file, reference);
      }
      for (const { id, migratedFrom, migratedTo, references } of tasks) {
        const kind = migratedTo === undefined ? mention.live : mention.tombstone;
        own.add(file, mentionOf(kind, ids.numberOf(id)));
        for (const former of migratedFrom) {
          own.add(file, mentionOf(mention.former, ids.numberOf(former.id)));
        }
        if (migratedTo !== undefined) {
          own.add(file, mentionOf(mention.target, ids.numberOf(migratedTo.id)));
        }
        for (const reference of references) addReference(file, reference);
      }
    },
    copy: (file, older, same) => {
      own.begin(file);
      flags[file] = flagsOf(entries[file], (same.flags & flag.doubtful) !== 0);
      for (const one of same.mentions) {
        own.add(file, isName(one) ? one : ids.translate(older, one));
      }
    },
    finish: commit => {
      const { sorted, rank } = ids.sorted();
      const mentions = own.finish(one =>
        isName(one) ? one : mentionOf(kindOfMention(one), rank[numberOfMention(one)] ?? 0),
      );
      return {
        commit,
        paths: entries.map(({ path }) => path),
        oids: entries.map(({ oid = "" }) => oid),
        flags,
        mentions,
        ids: sorted,
        unsettled: unsettledRows({ flags, mentions, ids: sorted }, settings),
      };
    },
  };
}

function flagsOf(entry: FileEntry | undefined, isDoubtful: boolean): number {
  return (entry?.mode === "100755" ? flag.executable : 0) | (isDoubtful ? flag.doubtful : 0);
}

/** The mentions of each file, which come in any order of the files, but one file's together. */
function newColumn(count: number) {
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let all = new Uint32Array(Math.max(1024, count * 4));
  let used = 0;
  return {
    begin: (file: number): void => {
      starts[file] = used;
      ends[file] = used;
    },
    add: (file: number, one: number): void => {
      if (used === all.length) {
        const larger = new Uint32Array(all.length * 2);
        larger.set(all);
        all = larger;
      }
      all[used++] = one;
      ends[file] = used;
    },
    /** In the order of the files. */
    finish: (renumber: (one: number) => number): NumberLists => {
      const numbers = new Uint32Array(used);
      const ordered = new Uint32Array(count + 1);
      let at = 0;
      for (let file = 0; file < count; file++) {
        ordered[file] = at;
        const end = ends[file] ?? 0;
        for (let i = starts[file] ?? 0; i < end; i++) numbers[at++] = renumber(all[i] ?? 0);
      }
      ordered[count] = at;
      return { starts: ordered, numbers };
    },
  };
}

/** Numbers IDs as they come; a plain one that nothing narrows is an ID without backend. */
function newIds() {
  const numbers = new Map<QualifiedId, number>();
  const number = (id: QualifiedId): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, numbers.size);
    return numbers.size - 1;
  };
  const translated = new Map<number, number>();
  return {
    numberOf: number,
    translate: (older: Catalog, one: number): number => {
      const row = numberOfMention(one);
      const here = translated.get(row) ?? number(older.ids.at(row).id);
      translated.set(row, here);
      return mentionOf(kindOfMention(one), here);
    },
    /** All of them as they are sorted, and where each number comes to be. */
    sorted: () => {
      const rows = [...numbers].map(([id, index]) => {
        return { id, backend: backendOf(id), local: localIdOf(id), index };
      });
      rows.sort((a, b) => compareText(a.local, b.local) || compareText(a.backend, b.backend));
      const rank = new Uint32Array(rows.length);
      for (const [place, { index }] of rows.entries()) rank[index] = place;
      return { sorted: rows.map(({ id }) => id), rank };
    },
  };
}
