import type { QualifiedId } from "../model/task-id.ts";

/** All that a catalog is to say, before it is encoded. */
export interface CatalogContent {
  readonly commit: string;
  /** Sorted by their code units; all else of files is in the same order. */
  readonly paths: readonly string[];
  readonly oids: readonly string[];
  /** See `flag`. */
  readonly flags: Uint8Array;
  /** As in a catalog, but of an ID the index instead of a row. */
  readonly mentions: NumberLists;
  /** Sorted by local ID, and those with the same one by backend, which may be empty. */
  readonly ids: readonly QualifiedId[];
  readonly unsettled: Uint32Array;
}

/** Lists of numbers one after the other. */
export interface NumberLists {
  /** Where each begins, and where the last one ends. */
  readonly starts: Uint32Array;
  readonly numbers: Uint32Array;
}

/** Calls for each number, with the place of its list. */
export function eachNumber(
  { starts, numbers }: NumberLists,
  call: (one: number, list: number) => void,
): void {
  for (let list = 0; list + 1 < starts.length; list++) {
    const end = starts[list + 1] ?? 0;
    for (let i = starts[list] ?? 0; i < end; i++) call(numbers[i] ?? 0, list);
  }
}
