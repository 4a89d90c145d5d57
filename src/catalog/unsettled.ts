import type { Settings } from "../model/settings.ts";
import { backendOf, localIdOf, type QualifiedId } from "../model/task-id.ts";
import {
  flag,
  isName,
  isOfTask,
  isTask,
  kindOfMention,
  mention,
  numberOfMention,
} from "./catalog.ts";
import { type CatalogContent, eachNumber, type NumberLists } from "./content.ts";

/**
 * The rows of files that have something to report, or about which history may have to be asked. In all
 * others every reference names a task that is live under just that ID, every record of a migration
 * leads to one place, and no name or ID is there twice. In doubt a file is among them: that costs time,
 * and nothing else.
 */
export function unsettledRows(
  { flags, mentions, ids }: Pick<CatalogContent, "flags" | "mentions" | "ids">,
  settings: Settings,
): Uint32Array {
  const uses = usesOf(mentions, ids.length);
  const isLive = liveIds(ids, uses, settings);
  const namesPlainly = plainNames(ids, uses, isLive);
  const isUnsettled = flags.map(flags => flags & flag.doubtful);
  let task = none;
  eachNumber(mentions, (one, row) => {
    if (isTask(one)) task = numberOfMention(one);
    if (!isSettled(one)) isUnsettled[row] = 1;
  });
  return Uint32Array.from(isUnsettled.keys()).filter(row => isUnsettled[row] !== 0);

  function isSettled(one: number): boolean {
    const number = numberOfMention(one);
    switch (kindOfMention(one)) {
      case mention.reference:
        return isLive[number] === 1 || namesPlainly[number] === 1;
      case mention.live:
        return isLive[number] === 1;
      case mention.tombstone:
        return uses.tombstones[number] === 1 && leadsToOnePlace(number);
      case mention.former:
        return number === task || leadsToOnePlace(number);
      case mention.target:
        return true; // its tombstone was looked at
      default:
        return !uses.repeatedNames.has(one);
    }
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
  /** Mentions of names that more than one session has, or whose hashes are the same. */
  readonly repeatedNames: ReadonlySet<number>;
}

/** @param count how many IDs there are */
function usesOf(mentions: NumberLists, count: number): Uses {
  const live = new Uint32Array(count);
  const tombstones = new Uint32Array(count);
  const steps = new Int32Array(count).fill(none);
  const isKnown = new Uint8Array(count);
  const addStep = (from: number, to: number): void => {
    if (steps[from] === none) steps[from] = to;
    else if (steps[from] !== to) steps[from] = several;
  };

  let task = none;
  eachNumber(mentions, one => {
    const kind = kindOfMention(one);
    const number = numberOfMention(one);
    if (isOfTask(one)) isKnown[number] = 1;
    if (isTask(one)) {
      task = number;
      const counts = kind === mention.live ? live : tombstones;
      counts[number] = (counts[number] ?? 0) + 1;
    } else if (kind === mention.former && number !== task) addStep(number, task);
    // A tombstone that leads to itself is a circle.
    else if (kind === mention.target) addStep(task, number === task ? several : number);
  });
  return { live, tombstones, steps, isKnown, repeatedNames: repeatedNames(mentions) };
}

function repeatedNames({ numbers }: NumberLists): ReadonlySet<number> {
  const names = numbers.filter(isName).sort();
  const repeated = new Set<number>();
  for (let i = 1; i < names.length; i++) {
    const name = names[i] ?? 0;
    if (name === names[i - 1]) repeated.add(name);
  }
  return repeated;
}

/** 1 for the IDs of one live task each, under which no task ever was retired. */
function liveIds(ids: readonly QualifiedId[], uses: Uses, settings: Settings): Uint8Array {
  const isLive = new Uint8Array(ids.length);
  for (const [id, text] of ids.entries()) {
    if (uses.live[id] !== 1 || uses.steps[id] !== none || uses.tombstones[id] !== 0) continue;
    if (settings.backends.get(backendOf(text))?.retired !== true) isLive[id] = 1;
  }
  return isLive;
}

/**
 * 1 for the plain IDs, without a backend, that mean one live task: every known ID with this local
 * part is that task's present one, or leads there, and the present one has this local part.
 */
function plainNames(ids: readonly QualifiedId[], uses: Uses, isLive: Uint8Array): Uint8Array {
  const locals = ids.map(localIdOf);
  const namesPlainly = new Uint8Array(ids.length);
  for (const [id, text] of ids.entries()) {
    // Those without a backend come first among those with the same local part.
    if (backendOf(text) !== "") continue;
    const local = locals[id];
    let end = none;
    let isPresent = false;
    for (let other = id + 1; locals[other] === local; other++) {
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
