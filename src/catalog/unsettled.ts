import type { Settings } from "../model/settings.ts";
import type { Backend } from "../model/task-id.ts";
import {
  type Catalog,
  flag,
  hashOfUnnamed,
  type IdTable,
  isOfTask,
  kindOfMention,
  mention,
  numberOfMention,
  textAt,
} from "./catalog.ts";

/**
 * Marks the files that have something to report, or about which history may have to be asked. In all
 * others every reference names a task that is live under just that ID, every record of a migration
 * leads to one place, and no name or ID is there twice. In doubt a file is marked: that costs time,
 * and nothing else.
 */
export function markUnsettled(catalog: Catalog, settings: Settings): void {
  const { files, ids } = catalog;
  const uses = usesOf(catalog);
  const isLive = liveIds(ids, uses, settings);
  const namesPlainly = plainNames(ids, uses, isLive);
  for (let file = 0; file < files.count; file++) {
    if (((files.flags[file] ?? 0) & flag.doubtful) !== 0 || !isSettled(file)) {
      files.flags[file] = (files.flags[file] ?? 0) | flag.unsettled;
    }
  }

  function isSettled(file: number): boolean {
    let task = -1;
    for (let i = files.mentionStarts[file] ?? 0; i < (files.mentionStarts[file + 1] ?? 0); i++) {
      const one = files.mentions[i] ?? 0;
      const number = numberOfMention(one);
      switch (kindOfMention(one)) {
        case mention.reference:
          if (isLive[number] !== 1 && namesPlainly[number] !== 1) return false;
          break;
        case mention.live:
          task = number;
          if (isLive[number] !== 1) return false;
          break;
        case mention.tombstone:
          task = number;
          if (uses.tombstones[number] !== 1 || !leadsToOnePlace(number)) return false;
          break;
        case mention.former:
          if (number !== task && !leadsToOnePlace(number)) return false;
          break;
        case mention.target:
          break; // its tombstone was looked at
        case mention.name:
          if (uses.names.get(number) !== 1) return false;
          break;
        default:
          if (uses.names.get(hashOfUnnamed(textAt(files.paths, file))) !== 1) return false;
      }
    }
    return true;
  }

  /** A retired ID with one step, to a live task or one outside the repository. */
  function leadsToOnePlace(id: number): boolean {
    const to = uses.steps[id] ?? none;
    if (to < 0 || uses.live[id] !== 0) return false;
    return (uses.live[to] ?? 0) <= 1 && uses.steps[to] === none && uses.tombstones[to] === 0;
  }
}

/** Of a step from an ID: there is none; there are several, to different IDs. */
const none = -1;
const several = -2;

interface Uses {
  /** How many tasks are live under an ID, and how many tombstones have it. */
  readonly live: Uint32Array;
  readonly tombstones: Uint32Array;
  /** The ID that records say an ID became; or `none`, or `several`. */
  readonly steps: Int32Array;
  /** IDs of tasks, or IDs that tasks had or got; no mere references. */
  readonly isKnown: Uint8Array;
  /** How many sessions have a name, by its hash. */
  readonly names: ReadonlyMap<number, number>;
}

function usesOf({ files, ids }: Catalog): Uses {
  const live = new Uint32Array(ids.count);
  const tombstones = new Uint32Array(ids.count);
  const steps = new Int32Array(ids.count).fill(none);
  const isKnown = new Uint8Array(ids.count);
  const names = new Map<number, number>();
  const addStep = (from: number, to: number): void => {
    if (steps[from] === none) steps[from] = to;
    else if (steps[from] !== to) steps[from] = several;
  };
  const addName = (hash: number): void => void names.set(hash, (names.get(hash) ?? 0) + 1);

  for (let file = 0; file < files.count; file++) {
    let task = -1;
    for (let i = files.mentionStarts[file] ?? 0; i < (files.mentionStarts[file + 1] ?? 0); i++) {
      const one = files.mentions[i] ?? 0;
      const kind = kindOfMention(one);
      const number = numberOfMention(one);
      if (isOfTask(one)) isKnown[number] = 1;
      if (kind === mention.live || kind === mention.tombstone) {
        task = number;
        const counts = kind === mention.live ? live : tombstones;
        counts[number] = (counts[number] ?? 0) + 1;
      } else if (kind === mention.former && number !== task) addStep(number, task);
      // A tombstone that leads to itself is a circle.
      else if (kind === mention.target) addStep(task, number === task ? several : number);
      else if (kind === mention.name) addName(number);
      else if (kind === mention.unnamed) addName(hashOfUnnamed(textAt(files.paths, file)));
    }
  }
  return { live, tombstones, steps, isKnown, names };
}

/** 1 for the IDs of one live task each, under which no task ever was retired. */
function liveIds({ count, backends }: IdTable, uses: Uses, settings: Settings): Uint8Array {
  const isLive = new Uint8Array(count);
  for (let id = 0; id < count; id++) {
    if (uses.live[id] !== 1 || uses.steps[id] !== none || uses.tombstones[id] !== 0) continue;
    const backend = textAt(backends, id) as Backend;
    if (settings.backends.get(backend)?.retired !== true) isLive[id] = 1;
  }
  return isLive;
}

/**
 * 1 for the plain IDs, without a backend, that mean one live task: every known ID with this local
 * part is that task's present one, or leads there, and the present one has this local part.
 */
function plainNames(
  { count, backends, locals }: IdTable,
  uses: Uses,
  isLive: Uint8Array,
): Uint8Array {
  const namesPlainly = new Uint8Array(count);
  for (let id = 0; id < count; id++) {
    // Those without a backend come first among those with the same local part.
    if ((backends.starts[id + 1] ?? 0) > (backends.starts[id] ?? 0)) continue;
    const local = textAt(locals, id);
    let end = none;
    let isPresent = false;
    for (let other = id + 1; other < count && textAt(locals, other) === local; other++) {
      if (uses.isKnown[other] === 0) continue;
      const isOwn = isLive[other] === 1;
      const to = isOwn ? other : (uses.steps[other] ?? none);
      const isFine = isOwn || (to >= 0 && uses.live[other] === 0 && isLive[to] === 1);
      end = isFine && (end === none || end === to) ? to : several;
      if (end === several) break;
      isPresent ||= isOwn;
    }
    if (end >= 0 && isPresent) namesPlainly[id] = 1;
  }
  return namesPlainly;
}
