import type { TestRepository } from "../support/test-repository.ts";
import {
  configFile,
  fullId,
  keyOf,
  localOf,
  type Reference,
  readTree,
  type Task,
  type Tree,
} from "./tree.ts";

interface Commit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly tree: Tree;
}

/** What somebody knows who saw every commit being made. */
export class Witness {
  readonly #repository: TestRepository;
  readonly #commits = new Map<string, Commit>();
  readonly #texts = new Map<string, string>();
  readonly #writers = new Map<string, ReadonlySet<string>>();

  constructor(repository: TestRepository) {
    this.#repository = repository;
  }

  /** Looks at a commit, and at all before it that were not seen yet. */
  see(revision: string): string {
    const oid = /^[0-9a-f]{40}$/.test(revision)
      ? revision
      : this.#repository.git("rev-parse", `${revision}^{commit}`);
    if (!this.#commits.has(oid)) for (const commit of this.#unseen(oid)) this.#read(commit);
    return oid;
  }

  tree(oid: string): Tree {
    return this.#commit(oid).tree;
  }

  parents(oid: string): readonly string[] {
    return this.#commit(oid).parents;
  }

  /**
   * Who the tasks are that a reference means: the one that it named in the commit that wrote it.
   * Several where sides of a merge wrote the same and meant different ones, or where more than one
   * task fitted there; none where none did.
   */
  meaning(oid: string, reference: Reference): ReadonlySet<string> {
    const all = new Set<string>();
    for (const writer of this.writers(oid, reference)) {
      for (const who of this.#named(writer, reference)) all.add(who);
    }
    return all;
  }

  /** The commits that wrote a reference: it says there what it does not say in any parent. */
  writers(oid: string, reference: Reference): ReadonlySet<string> {
    const key = `${oid} ${keyOf(reference)}`;
    const known = this.#writers.get(key);
    if (known !== undefined) return known;
    const heirs = this.parents(oid).filter(parent => this.tree(parent).keys.has(keyOf(reference)));
    const writers =
      heirs.length === 0
        ? new Set([oid])
        : new Set(heirs.flatMap(heir => [...this.writers(heir, reference)]));
    this.#writers.set(key, writers);
    return writers;
  }

  /** The tasks that ever lived under an ID, as far as a commit's history goes. */
  everUnder(oid: string, id: string): ReadonlySet<string> {
    const all = new Set<string>();
    for (const commit of this.#history(oid)) {
      for (const { who } of liveUnder(commit.tree, id)) all.add(who);
    }
    return all;
  }

  /**
   * Whether a merge in a commit's history took a task back to an ID from which one side had moved it,
   * or chose between two: no commit says what became of the other side's ID.
   */
  isContradicted(oid: string, who: string): boolean {
    const idsIn = (commit: string): readonly string[] =>
      this.tree(commit)
        .tasks.filter(task => task.who === who)
        .map(({ id }) => id);
    return [...this.#history(oid)].some(({ oid: merge, parents }) => {
      const here = idsIn(merge);
      return parents.some((parent, i) => {
        const dropped = idsIn(parent).filter(id => !here.includes(id));
        const others = parents.filter((_, j) => j !== i);
        const ever = others.flatMap(other => [...this.#history(other)].flatMap(c => idsIn(c.oid)));
        return others.length > 0 && dropped.some(id => !ever.includes(id));
      });
    });
  }

  /** Whether a commit's history lost a task that had one of some IDs. */
  wasDeleted(oid: string, ids: ReadonlySet<string>): boolean {
    return [...this.#history(oid)].some(({ tree, parents }) => {
      const stay = new Set(tree.tasks.map(({ who }) => who));
      const before = parents.flatMap(parent => this.tree(parent).tasks);
      return before.some(({ who, id }) => ids.has(id) && !stay.has(who));
    });
  }

  /** Whether a task has not had one title all the time. */
  wasRetitled(oid: string, who: string): boolean {
    const tasks = [...this.#history(oid)].flatMap(({ tree }) => tree.tasks);
    const own = tasks.filter(task => task.who === who && task.goneTo === undefined);
    return new Set(own.map(({ title }) => title)).size > 1;
  }

  /** All the IDs that a task had, as far as a commit's history goes. */
  idsOf(oid: string, who: string): ReadonlySet<string> {
    const tasks = [...this.#history(oid)].flatMap(({ tree }) => tree.tasks);
    return new Set(tasks.filter(task => task.who === who).map(({ id }) => id));
  }

  #named(oid: string, reference: Reference): ReadonlySet<string> {
    const full = fullId(reference);
    const known = [...knownIds(this.tree(oid))];
    const fitting = known.filter(id => localOf(id) === localOf(reference.text));
    const any = fitting.length > 0 ? fitting : this.#everWithNumber(oid, reference.text);
    const ids = full === undefined ? any : [full];
    return new Set(ids.flatMap(id => [...this.#namedBy(oid, id)]));
  }

  #everWithNumber(oid: string, text: string): readonly string[] {
    const ids = [...this.#history(oid)].flatMap(({ tree }) => tree.tasks.map(({ id }) => id));
    return [...new Set(ids)].filter(id => localOf(id) === localOf(text));
  }

  /** The ID of a live task means that task, whoever had it before. */
  #namedBy(oid: string, id: string): ReadonlySet<string> {
    const tree = this.tree(oid);
    const live = liveUnder(tree, id);
    const here = live.length > 0 ? live : endsOf(tree, id);
    if (here.length > 0) return new Set(here.map(({ who }) => who));
    return this.#lastUnder(oid, id);
  }

  /** The tasks that had an ID last before a commit that does not know it. */
  #lastUnder(oid: string, id: string): ReadonlySet<string> {
    const found = new Set<string>();
    const queue = [...this.parents(oid)];
    const seen = new Set(queue);
    for (const commit of queue) {
      const live = liveUnder(this.tree(commit), id);
      for (const { who } of live) found.add(who);
      if (live.length > 0) continue;
      for (const parent of this.parents(commit)) {
        if (!seen.has(parent)) queue.push(parent);
        seen.add(parent);
      }
    }
    return found;
  }

  *#history(oid: string): Generator<Commit> {
    const queue = [oid];
    const seen = new Set(queue);
    for (const one of queue) {
      const commit = this.#commit(one);
      yield commit;
      for (const parent of commit.parents) {
        if (!seen.has(parent)) queue.push(parent);
        seen.add(parent);
      }
    }
  }

  #commit(oid: string): Commit {
    const commit = this.#commits.get(oid);
    if (commit === undefined) throw new Error(`${oid} was never seen`);
    return commit;
  }

  /** Parents before their children. */
  #unseen(oid: string): readonly Omit<Commit, "tree">[] {
    const input = [oid, ...[...this.#commits.keys()].map(seen => `^${seen}`)].join("\n");
    const args = ["rev-list", "--topo-order", "--reverse", "--parents", "--stdin"];
    const { code, stdout, stderr } = this.#repository.run("git", args, { input });
    if (code !== 0) throw new Error(stderr);
    return stdout
      .split("\n")
      .filter(line => line !== "")
      .map(line => {
        const [commit = "", ...parents] = line.split(" ");
        return { oid: commit, parents };
      });
  }

  #read(commit: Omit<Commit, "tree">): void {
    const listed = this.#repository
      .git("ls-tree", "-r", "-z", "--full-tree", commit.oid, "sessions", "tasks", configFile)
      .split("\0")
      .filter(entry => entry !== "")
      .map(entry => ({ blob: entry.split(/\s/)[2] ?? "", path: entry.split("\t")[1] ?? "" }));
    this.#readTexts(listed.map(({ blob }) => blob).filter(blob => !this.#texts.has(blob)));
    const texts = listed.map(({ blob, path }) => [path, this.#texts.get(blob) ?? ""] as const);
    this.#commits.set(commit.oid, { ...commit, tree: readTree(texts) });
  }

  #readTexts(blobs: readonly string[]): void {
    if (blobs.length === 0) return;
    const input = `${[...new Set(blobs)].join("\n")}\n`;
    const { stdout } = this.#repository.run("git", ["cat-file", "--batch"], { input });
    // The files of these repositories are ASCII: a byte is a character.
    for (let at = 0; at < stdout.length; ) {
      const end = stdout.indexOf("\n", at);
      const [blob = "", , size] = stdout.slice(at, end).split(" ");
      this.#texts.set(blob, stdout.slice(end + 1, end + 1 + Number(size)));
      at = end + 1 + Number(size) + 1;
    }
  }
}

/** The tasks that live under an ID. */
export function liveUnder({ tasks }: Tree, id: string): readonly Task[] {
  return tasks.filter(task => task.id === id && task.goneTo === undefined);
}

/** All IDs that the files of a tree name as a task's, live or retired. */
export function knownIds({ tasks }: Tree): ReadonlySet<string> {
  return new Set(
    tasks.flatMap(({ id, formers, goneTo }) => [id, ...formers, ...(goneTo ? [goneTo] : [])]),
  );
}

/** The live tasks that an ID leads to, by what the files of one tree record of migrations. */
export function endsOf({ tasks }: Tree, start: string): readonly Task[] {
  const queue = [start];
  for (const id of queue) {
    const steps = tasks.flatMap(task => [
      ...(task.formers.includes(id) ? [task.id] : []),
      ...(task.id === id && task.goneTo !== undefined ? [task.goneTo] : []),
    ]);
    for (const next of steps) if (!queue.includes(next)) queue.push(next);
  }
  return tasks.filter(({ id, goneTo }) => goneTo === undefined && queue.includes(id));
}
