import { randomFrom } from "../support/random.js";
import { type TestRepository, taskPath } from "../support/test-repository.ts";
import { type MergeKind, type Person, Story } from "../witness/story.ts";
import { movedText, sessionText, taskText } from "../witness/texts.ts";
import { liveUnder } from "../witness/witness.ts";

const backends = ["md", "mt", "gh", "json"];

/**
 * From which backend tasks move, and where to. The backends follow each other; a task may move on while
 * another has not begun to.
 * @param stage how often all have moved already
 */
export function directionAt(stage: number): { readonly from: string; readonly to: string } {
  const backendAt = (at: number): string => backends[Math.floor(at) % backends.length] ?? "";
  return { from: backendAt(stage), to: backendAt(stage + 1) };
}

/** What is told of a way of working: so many merges, the same for the same seed. */
export type History = (shop: Workshop, merges: number) => Promise<void>;

/**
 * People who keep to a way of working. It keeps a list of its own of which task every session is for,
 * and after every merge each session that arrived must name that task.
 */
export class Workshop implements Person {
  readonly story: Story;
  readonly repository: TestRepository;
  merges = 0;
  readonly #random: () => number;
  readonly #meant = new Map<string, string>();
  #tasks = 0;

  constructor(repository: TestRepository, seed: number) {
    this.repository = repository;
    this.#random = randomFrom(seed);
    this.story = new Story(repository, this);
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.#random() * values.length)];
    if (value === undefined) throw new Error("nothing to pick from");
    return value;
  }

  switch(branch: string): void {
    this.repository.git("switch", "--quiet", branch);
  }

  branch(name: string, from: string): void {
    this.repository.git("switch", "--quiet", "--create", name, from);
  }

  /** The IDs of the tasks that are live where we are. */
  get liveIds(): readonly string[] {
    const { tasks } = this.story.witness.tree(this.story.head);
    return tasks.filter(({ goneTo }) => goneTo === undefined).map(({ id }) => id);
  }

  /** Numbers come from a tracker, so that no two tasks get the same. */
  async addTask(backend: string, who = this.repository): Promise<void> {
    const { id, number } = this.#newId(backend);
    who.commit(`task ${id}`, { [taskPath(id)]: taskText(`T${number}`, id) });
  }

  #newId(backend: string): { readonly id: string; readonly number: number } {
    for (;;) {
      const number = ++this.#tasks;
      const id = `${backend}#${number}`;
      if (this.#everAt(id) === "") return { id, number };
    }
  }

  /** What any commit did to the file that a task of this ID has. */
  #everAt(id: string): string {
    return this.repository.git("log", "--all", "-p", "--format=", "--", taskPath(id));
  }

  /** Somebody without hooks begins to work on a task, in this repository or in a clone. */
  addSession(name: string, who = this.repository): void {
    const oid = this.#see(who);
    const live = this.story.witness.tree(oid).tasks.filter(({ goneTo }) => goneTo === undefined);
    const { id, who: task } = this.pick(live);
    const [backend, number = ""] = id.split("#");
    const isPlain = this.chance(0.15);
    const more = isPlain ? `backend: ${backend}\n` : "";
    const text = sessionText(name, isPlain ? number : id, more);
    who.commit(`session ${name}`, { [`sessions/${name}.yaml`]: text });
    this.#meant.set(name, task);
  }

  #see(who: TestRepository): string {
    const head = who.git("rev-parse", "HEAD");
    if (who !== this.repository) this.repository.git("fetch", "--quiet", who.path, "HEAD");
    return this.story.witness.see(head);
  }

  /** Goes on with a session; its reference stays as it is. */
  touchSession(name: string, who = this.repository): void {
    const file = `sessions/${name}.yaml`;
    who.commit(`work on ${name}`, { [file]: `${who.read(file)}  ${name} goes on\n` });
  }

  /** Some tasks move to another backend: by the tool, or by hand with or without a record. */
  async migrate(from: string, to: string, limit: number): Promise<void> {
    const live = this.liveIds.filter(id => id.startsWith(`${from}#`));
    if (live.length === 0) return;
    const way = this.pick(["tool", "tool", "recorded", "unrecorded"]);
    if (way === "tool") {
      const args = ["--from", from, "--to", to, "--limit", `${limit}`, "--execute", "--commit"];
      const run = this.repository.sa("tasks", "migrate-backend", ...args);
      if (run.code !== 0) this.story.fail(run.stdout + run.stderr);
      this.story.tell(`migrate ${limit} from ${from} to ${to} by the tool`);
    } else {
      const id = this.pick(live);
      const { repository } = this;
      const next = this.#freeId(to, id);
      const text = movedText(repository.read(taskPath(id)), next, way === "recorded");
      repository.remove(taskPath(id));
      repository.write({ [taskPath(next)]: text });
      await this.story.commit(`migrate ${id} to ${next}, ${way}`, true);
    }
    this.story.count(`migrations: ${way}`);
    await this.story.judge();
  }

  /** Where a person moves a task to: the same number, or one from the tracker where another task had it. */
  #freeId(backend: string, id: string): string {
    const number = id.slice(id.indexOf("#") + 1);
    const same = `${backend}#${number}`;
    const holders = new Set(this.#everAt(same).match(/^\+# T\d+$/gm));
    const [own] = this.repository.read(taskPath(id)).split("\n");
    holders.delete(`+${own}`);
    return holders.size === 0 ? same : this.#newId(backend).id;
  }

  async merge(branch: string, kind: MergeKind): Promise<void> {
    const before = this.story.head;
    const outcome = await this.story.merge(branch, kind);
    if (outcome === "stopped") this.story.fail(`the merge of ${branch} was stopped`);
    this.expectMeanings();
    this.expectNothingLost(before, branch);
    this.merges++;
  }

  /** Every session names the task that it is for. */
  expectMeanings(): void {
    const tree = this.story.witness.tree(this.story.head);
    for (const { holder, text, backend } of tree.references) {
      const id = text.includes("#") ? text : `${backend}#${text}`;
      const named = liveUnder(tree, id);
      const meant = this.#meant.get(holder);
      if (named.length !== 1 || named[0]?.who !== meant) {
        this.story.fail(`${holder} names ${id} (${named[0]?.who}) and is for ${meant}`);
      }
    }
  }

  /** The sessions and tasks of both sides are there. */
  expectNothingLost(...sides: readonly string[]): void {
    const here = this.story.witness.tree(this.story.head);
    const sessions = new Set(here.sessions.map(({ name }) => name));
    const tasks = new Set(here.tasks.map(({ who }) => who));
    for (const side of sides) {
      const there = this.story.witness.tree(this.story.witness.see(side));
      for (const { name } of there.sessions) if (!sessions.has(name)) this.story.fail(`no ${name}`);
      for (const { who } of there.tasks) if (!tasks.has(who)) this.story.fail(`no ${who}`);
    }
  }

  insist(): boolean {
    return false;
  }

  resolve(): "give up" {
    return "give up";
  }
}
