import { type LocalId, localIdOf } from "../model/task-id.ts";
import {
  type Catalog,
  idsWith,
  isName,
  isOfTask,
  numberOfMention,
  rowsWithName,
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
  const rows = new Set(catalog.unsettled());
  for (const row of [...rows, ...changed]) takeAll(row);

  const followed = new Set(changed);
  // A set that grows while it is gone through is gone through to its new end.
  for (const local of locals) {
    for (const place of idsWith(catalog, local).flatMap(({ places }) => places)) {
      const row = numberOfMention(place);
      rows.add(row);
      if (!isOfTask(place) || followed.has(row)) continue;
      followed.add(row);
      takeTasks(row);
    }
  }
  for (const name of names) for (const row of rowsWithName(catalog, name)) rows.add(row);
  for (const row of changed) rows.delete(row);
  return { locals, names, rows: [...rows].sort((a, b) => a - b) };

  function takeAll(row: number): void {
    for (const one of files.at(row).mentions) {
      if (isName(one)) names.add(numberOfMention(one));
      else addId(numberOfMention(one));
    }
  }

  /** Adds all IDs that the tasks of a file had, have or lead to. */
  function takeTasks(row: number): void {
    for (const one of files.at(row).mentions) if (isOfTask(one)) addId(numberOfMention(one));
  }

  function addId(row: number): void {
    locals.add(localIdOf(ids.at(row).id));
  }
}
