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
  for (let file = 0; file < files.count; file++) {
    const isUnsettled = ((files.flags[file] ?? 0) & flag.unsettled) !== 0;
    if (isUnsettled || changed.has(file)) takeAll(file);
  }
  const tasks = rowsOfTasks(catalog).filter(row => !changed.has(row));
  for (let isGrowing = true; isGrowing; ) {
    isGrowing = false;
    for (const row of tasks) if (linksIds(row)) isGrowing = true;
  }

  const rows: number[] = [];
  for (let file = 0; file < files.count; file++) {
    if (!changed.has(file) && isTouched(file)) rows.push(file);
  }
  return { locals, names, rows };

  function takeAll(file: number): void {
    for (let i = files.mentionStarts[file] ?? 0; i < (files.mentionStarts[file + 1] ?? 0); i++) {
      const one = files.mentions[i] ?? 0;
      const kind = kindOfMention(one);
      if (kind < mention.name) addId(numberOfMention(one));
      else names.add(kind === mention.name ? numberOfMention(one) : unnamed(file));
    }
  }

  /** Adds all IDs that the tasks of a file had, have or lead to, where one of them is affected. */
  function linksIds(file: number): boolean {
    const start = files.mentionStarts[file] ?? 0;
    const end = files.mentionStarts[file + 1] ?? 0;
    let isLinked = false;
    for (let i = start; i < end && !isLinked; i++) {
      const one = files.mentions[i] ?? 0;
      isLinked = isOfTask(one) && isAffected[numberOfMention(one)] === 1;
    }
    if (!isLinked) return false;
    let isNew = false;
    for (let i = start; i < end; i++) {
      const one = files.mentions[i] ?? 0;
      if (isOfTask(one) && addId(numberOfMention(one))) isNew = true;
    }
    return isNew;
  }

  function isTouched(file: number): boolean {
    if (((files.flags[file] ?? 0) & flag.unsettled) !== 0) return true;
    for (let i = files.mentionStarts[file] ?? 0; i < (files.mentionStarts[file + 1] ?? 0); i++) {
      const one = files.mentions[i] ?? 0;
      const kind = kindOfMention(one);
      if (kind === mention.unnamed ? names.has(unnamed(file)) : hasOther(kind, one)) return true;
    }
    return false;
  }

  function hasOther(kind: number, one: number): boolean {
    const number = numberOfMention(one);
    return kind === mention.name ? names.has(number) : isAffected[number] === 1;
  }

  function unnamed(file: number): number {
    return hashOfUnnamed(textAt(files.paths, file));
  }
}

function rowsOfTasks({ files }: Catalog): readonly number[] {
  const rows: number[] = [];
  for (let file = 0; file < files.count; file++) {
    if (((files.flags[file] ?? 0) & flag.task) !== 0) rows.push(file);
  }
  return rows;
}
