import type { Settings } from "../../../src/model/settings.ts";
import type { KnownTask } from "./world.ts";

/** What stands in a reference. */
export interface Said {
  readonly text: string;
  readonly backend: { readonly text: string; readonly isShared: boolean } | undefined;
}

/** What belongs in its place. */
export interface Meant {
  readonly text: string;
  readonly backend: string | undefined;
  /** Two live records have the new ID, so that it would name both: nothing must be rewritten then. */
  readonly isTwice: boolean;
}

const id = /^(?!task#)([A-Za-z][A-Za-z0-9_-]*)#([^\s#\p{Cc}\p{Cs}]+)$/u;
const number = /^(#|task#)?([^\s#\p{Cc}\p{Cs}]+)$/u;

export const isId = (text: string): boolean => id.test(text);

/**
 * What references mean by the contract's sections 2 and 3, told once more and without regard to how
 * the program goes about it.
 */
export class Meanings {
  readonly #tasks: readonly KnownTask[];
  readonly #settings: Settings;
  readonly #next = new Map<string, Set<string>>();
  readonly #known = new Map<string, Set<string>>();
  readonly #live = new Set<string>();

  constructor(tasks: readonly KnownTask[], settings: Settings) {
    this.#tasks = tasks;
    this.#settings = settings;
    const lead = (from: string, to: string): void => void put(this.#next, from, to);
    const outside: string[] = [];
    for (const task of tasks) {
      for (const former of task.from ?? []) if (former !== task.id) lead(former, task.id);
      if (task.to === undefined) this.#live.add(task.id);
      else lead(task.id, task.to);
      if (task.to !== undefined) outside.push(task.to);
      for (const one of [
        task.id,
        ...(task.from ?? []),
        ...(task.to === undefined ? [] : [task.to]),
      ])
        put(this.#known, localOf(one), one);
    }
    for (const one of outside) if (!this.#next.has(one)) this.#live.add(one);
  }

  /** @returns `undefined` where nothing needs to be rewritten, or nobody can say what to */
  becomes({ text, backend }: Said): Meant | undefined {
    if (id.test(text)) {
      const end = this.#ends([text]);
      return end === undefined || end === text ? undefined : this.#meant(end, end);
    }
    const [, form = "", local] = number.exec(text) ?? [];
    if (local === undefined) return undefined;
    const before =
      backend === undefined ? this.#settings.defaultBackend : this.#prefix(backend.text);
    const named = this.#named(local, before);
    const end = this.#ends(named);
    if (end === undefined || named.includes(end)) return undefined;

    const [prefix, newLocal] = [end.slice(0, end.indexOf("#")), localOf(end)];
    const isOther = backend !== undefined && before !== prefix;
    if (isOther && backend.isShared) return this.#meant(end, end);
    const namedThen = this.#named(newLocal, backend === undefined ? before : prefix);
    if (!namedThen.includes(end) || this.#ends(namedThen) !== end) return this.#meant(end, end);
    if (!isOther) return this.#meant(end, form + newLocal);
    const isLong = before !== backend.text;
    const long = [...this.#settings.backends].find(([one]) => one === prefix)?.[1].name;
    return this.#meant(end, form + newLocal, isLong ? (long ?? prefix) : prefix);
  }

  #meant(end: string, text: string, backend?: string): Meant {
    const holders = this.#tasks.filter(task => task.id === end && task.to === undefined);
    return { text, backend, isTwice: holders.length > 1 };
  }

  #named(local: string, backend: string | undefined): readonly string[] {
    const known = [...(this.#known.get(local) ?? [])];
    return known.filter(one => backend === undefined || one.startsWith(`${backend}#`));
  }

  /** The one live ID to which all of these lead. */
  #ends(ids: readonly string[]): string | undefined {
    const reached = new Set(ids);
    for (const one of reached) for (const next of this.#next.get(one) ?? []) reached.add(next);
    const live = [...reached].filter(one => this.#live.has(one));
    return live.length === 1 ? live[0] : undefined;
  }

  #prefix(name: string): string {
    for (const [prefix, backend] of this.#settings.backends) {
      if (prefix === name || backend.name === name) return prefix;
    }
    return name;
  }
}

function localOf(text: string): string {
  return text.slice(text.indexOf("#") + 1);
}

function put(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}
