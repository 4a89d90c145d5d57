import type { LocalId } from "../model/task-id.ts";
import {
  type Catalog,
  flag,
  hashOfUnnamed,
  idsWith,
  isOfTask,
  kindOfMention,
  mention,
  numberOfMention,
  textAt,
} from "./catalog.ts";

/** What a change, or something unsettled, has to do with. */
export interface Affected {
  /** The local parts of IDs. */
  readonly locals: ReadonlySet<LocalId>;
  /** Hashes of sessions' names. */
  readonly names: ReadonlySet<number>;
}

/** What changed in files, and what it may mean to others. */
export interface Affecting extends Affected {
  /** Rows of the catalog that are not what they were, or gone. */
  readonly changed: ReadonlySet<number>;
}

/**
 * The rows of a catalog that have to be read to judge everything that a change may have touched:
 * those that are unsettled, and those that mention an affected ID or name. To an ID belong those
 * that tasks say it became or was before, any number of steps.
 */
export function affectedRows(
  catalog: Catalog,
  { locals: changedLocals, names: changedNames, changed }: Affecting,
): Affected & { readonly rows: readonly number[] } {
  const { files, ids } = catalog;
  const locals = new Set(changedLocals);
  const names = new Set(changedNames);
  const isAffected = new Uint8Array(ids.count);
  const markLocal = (local: LocalId): void => {
    const [first, end] = idsWith(ids, local);
    isAffected.fill(1, first, end);
  };
  for (const local of locals) markLocal(local);

  const addId = (id: number): boolean => {
    if (isAffected[id] === 1) return false;
    const local = textAt(ids.locals, id) as LocalId;
    locals.add(local);
    markLocal(local);
    return true;
  };
  const unsettled = unsettledRows(catalog);
  for (const file of unsettled) takeAll(file);
  for (const file of changed) takeAll(file);
  if (locals.size + names.size === 0) {
    return { locals, names, rows: unsettled.filter(file => !changed.has(file)) };
  }
  const isLinked = (one: number): boolean =>
    isOfTask(one) && isAffected[numberOfMention(one)] === 1;
  for (let isGrowing = true; isGrowing; ) {
    isGrowing = false;
    for (const file of rowsMentioning(catalog, isLinked)) {
      if (!changed.has(file) && takeTasks(file)) isGrowing = true;
    }
  }

  const mayBeName = new Uint8Array(nameBits + 1);
  for (const name of names) mayBeName[name & nameBits] = 1;
  const touched = rowsMentioning(catalog, (one, file) => {
    const kind = kindOfMention(one);
    const number = numberOfMention(one);
    if (kind < mention.name) return isAffected[number] === 1;
    // Almost always the first is enough, and takes a tenth of the time.
    if (kind === mention.name) return mayBeName[number & nameBits] === 1 && names.has(number);
    return names.size > 0 && names.has(unnamed(file));
  });
  const rows = [...new Set([...unsettled, ...touched])].filter(file => !changed.has(file));
  return { locals, names, rows: rows.sort((a, b) => a - b) };

  function takeAll(file: number): void {
    for (let i = files.mentionStarts[file] ?? 0; i < (files.mentionStarts[file + 1] ?? 0); i++) {
      const one = files.mentions[i] ?? 0;
      const kind = kindOfMention(one);
      if (kind < mention.name) addId(numberOfMention(one));
      else names.add(kind === mention.name ? numberOfMention(one) : unnamed(file));
    }
  }

  /** Adds all IDs that the tasks of a file had, have or lead to. */
  function takeTasks(file: number): boolean {
    let isNew = false;
    for (let i = files.mentionStarts[file] ?? 0; i < (files.mentionStarts[file + 1] ?? 0); i++) {
      const one = files.mentions[i] ?? 0;
      if (isOfTask(one) && addId(numberOfMention(one))) isNew = true;
    }
    return isNew;
  }

  function unnamed(file: number): number {
    return hashOfUnnamed(textAt(files.paths, file));
  }
}

const nameBits = 0xfff;

function unsettledRows({ files: { count, flags } }: Catalog): readonly number[] {
  const rows: number[] = [];
  for (let file = 0; file < count; file++) {
    if (((flags[file] ?? 0) & flag.unsettled) !== 0) rows.push(file);
  }
  return rows;
}

/** The rows that mention something, each once, in order. */
function rowsMentioning(
  { files: { mentions, mentionStarts } }: Catalog,
  isMeant: (one: number, file: number) => boolean,
): readonly number[] {
  const rows: number[] = [];
  let file = 0;
  for (let i = 0; i < mentions.length; i++) {
    while ((mentionStarts[file + 1] ?? 0) <= i) file++;
    if (isMeant(mentions[i] ?? 0, file) && rows.at(-1) !== file) rows.push(file);
  }
  return rows;
}
