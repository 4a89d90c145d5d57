import { compareText } from "../model/finding.ts";
import type { Records, Reference } from "../model/record.ts";
import type { Settings } from "../model/settings.ts";
import { backendOf, isBackend, localIdOf, type QualifiedId } from "../model/task-id.ts";
import { narrowingBackend } from "../model/verdict.ts";
import type { FileEntry } from "../snapshots/snapshot.ts";
import {
  type Catalog,
  flag,
  kindOfMention,
  mention,
  mentionOf,
  nameHash,
  numberOfMention,
  type Texts,
  textAt,
} from "./catalog.ts";
import { markUnsettled } from "./unsettled.ts";

/** Takes the files of a commit in any order, each once, and makes their catalog. */
export interface CatalogBuilder {
  /**
   * @param file the file's place among the entries
   * @param isDoubtful it may be something else on disk
   */
  add(file: number, records: Records, isDoubtful?: boolean): void;
  /** Takes what an older catalog says of the same version of the file, at the same path. */
  copy(file: number, older: Catalog, row: number): void;
  finish(commit: string): Catalog;
}

/** @param entries sorted by path, each with its object ID and mode */
export function newCatalogBuilder(
  entries: readonly FileEntry[],
  settings: Settings,
): CatalogBuilder {
  const count = entries.length;
  const flags = new Uint8Array(count);
  const sessions = new Uint32Array(count);
  const tasks = new Uint32Array(count);
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
    own.add(file, mentionOf(mention.reference, ids.numberOf(id)));
  };
  return {
    add: (file, records, isDoubtful = false) => {
      own.begin(file);
      flags[file] = flagsOf(entries[file], isDoubtful || records.problems.length > 0);
      sessions[file] = records.sessions.length;
      tasks[file] = records.tasks.length;
      for (const { name, hasOwnName, reference } of records.sessions) {
        own.add(file, hasOwnName ? mentionOf(mention.name, nameHash(name)) : mention.unnamed);
        if (reference !== undefined) addReference(file, reference);
      }
      for (const { id, migratedFrom, migratedTo, references } of records.tasks) {
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
    copy: (file, older, row) => {
      own.begin(file);
      const { files } = older;
      const isDoubtful = ((files.flags[row] ?? 0) & flag.doubtful) !== 0;
      flags[file] = flagsOf(entries[file], isDoubtful);
      sessions[file] = files.sessions[row] ?? 0;
      tasks[file] = files.tasks[row] ?? 0;
      for (let i = files.mentionStarts[row] ?? 0; i < (files.mentionStarts[row + 1] ?? 0); i++) {
        const one = files.mentions[i] ?? 0;
        own.add(file, kindOfMention(one) >= mention.name ? one : ids.translate(older, one));
      }
    },
    finish: commit => {
      const { table, rank } = ids.sorted();
      const { mentions, mentionStarts } = own.finish(one =>
        kindOfMention(one) >= mention.name
          ? one
          : mentionOf(kindOfMention(one), rank[numberOfMention(one)] ?? 0),
      );
      const files = {
        count,
        paths: textsOf(entries.map(({ path }) => path)),
        oids: Buffer.from(entries.map(({ oid = "" }) => oid).join(""), "hex"),
        flags,
        sessions,
        tasks,
        mentions,
        mentionStarts,
      };
      const catalog = { commit, files, ids: table, sessions: sum(sessions), tasks: sum(tasks) };
      markUnsettled(catalog, settings);
      return catalog;
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
    finish: (renumber: (one: number) => number) => {
      const mentions = new Uint32Array(used);
      const mentionStarts = new Uint32Array(count + 1);
      let at = 0;
      for (let file = 0; file < count; file++) {
        mentionStarts[file] = at;
        const end = ends[file] ?? 0;
        for (let i = starts[file] ?? 0; i < end; i++) mentions[at++] = renumber(all[i] ?? 0);
      }
      mentionStarts[count] = at;
      return { mentions, mentionStarts };
    },
  };
}

/** Numbers IDs as they come; a plain one that nothing narrows is an ID without backend. */
function newIds() {
  const numbers = new Map<string, number>();
  const number = (id: string): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, numbers.size);
    return numbers.size - 1;
  };
  const translated = new WeakMap<Catalog, Int32Array>();
  return {
    numberOf: number,
    translate: (older: Catalog, one: number): number => {
      let known = translated.get(older);
      if (known === undefined) {
        known = new Int32Array(older.ids.count).fill(-1);
        translated.set(older, known);
      }
      const old = numberOfMention(one);
      let here = known[old] ?? -1;
      if (here < 0) {
        here = number(`${textAt(older.ids.backends, old)}#${textAt(older.ids.locals, old)}`);
        known[old] = here;
      }
      return mentionOf(kindOfMention(one), here);
    },
    sorted: () => {
      const rows = [...numbers].map(([id, index]) => {
        return {
          backend: backendOf(id as QualifiedId),
          local: localIdOf(id as QualifiedId),
          index,
        };
      });
      rows.sort((a, b) => compareText(a.local, b.local) || compareText(a.backend, b.backend));
      const rank = new Uint32Array(rows.length);
      for (const [place, { index }] of rows.entries()) rank[index] = place;
      const table = {
        count: rows.length,
        locals: textsOf(rows.map(({ local }) => local)),
        backends: textsOf(rows.map(({ backend }) => backend)),
      };
      return { table, rank };
    },
  };
}

function textsOf(texts: readonly string[]): Texts {
  const all = texts.join("");
  const bytes = Buffer.from(all, "utf8");
  const isAscii = bytes.length === all.length;
  const starts = new Uint32Array(texts.length + 1);
  let at = 0;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] ?? "";
    starts[i] = at;
    at += isAscii ? text.length : Buffer.byteLength(text);
  }
  starts[texts.length] = at;
  return { bytes, starts };
}

function sum(numbers: Uint32Array): number {
  return numbers.reduce((all, one) => all + one, 0);
}
