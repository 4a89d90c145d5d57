import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { randomFrom } from "../../support/random.js";
import { type TestRepository, taskPath } from "../../support/test-repository.ts";
import { Remote } from "../../witness/remote.ts";
import { type MergeKind, type Outcome, type Person, Story } from "../../witness/story.ts";
import { movedText, sessionText, taskText } from "../../witness/texts.ts";
import { configFile, type Task, type Tree } from "../../witness/tree.ts";

const backends = ["md", "mt", "gh"];
const branches = ["main", "one", "two", "three"];
/** Few numbers, so that they are used again. */
const numbers = [1, 2, 3, 4, 5];

const mergeKinds: readonly MergeKind[] = [
  "plain",
  "plain",
  "plain",
  "no-ff",
  "squash",
  "no-commit",
  "no-verify",
  "favour-ours",
  "favour-theirs",
];

/**
 * People who do at random what people do in a repository, on four branches; the same for the same
 * seed.
 */
export class RandomStory implements Person {
  readonly story: Story;
  readonly #random: () => number;
  readonly #repository: TestRepository;
  #remote: Remote | undefined;
  #made = 0;

  constructor(repository: TestRepository, seed: number) {
    this.#random = randomFrom(seed);
    this.#repository = repository;
    this.story = new Story(repository, this);
    this.story.tell(`seed ${seed}`);
  }

  async tell(steps: number): Promise<void> {
    for (let i = 0; i < 3; i++) await this.#work(this.#newTask);
    for (let i = 0; i < 2; i++) await this.#work(this.#newSession);
    for (const name of branches.slice(1))
      if (this.#chance(0.5)) this.#repository.git("branch", name);
    for (let step = 0; step < steps; step++) {
      const act = this.#pick(this.#acts);
      this.story.count(`steps: ${act.name.replace("#", "")}`);
      await act.call(this);
    }
  }

  /** Changes of files, each with the message of its commit; none where it is not possible. */
  readonly #edits: readonly (() => string | undefined)[] = [
    ...[this.#newTask, this.#newTask, this.#newSession, this.#newSession, this.#newSession],
    ...[this.#repoint, this.#touch, this.#touch, this.#renameSession, this.#delete],
    ...[this.#migrate, this.#migrate, this.#migrate],
  ];

  readonly #acts: readonly (() => Promise<unknown>)[] = [
    ...[...this.#edits.map(() => this.#edit), this.#migrateBackend],
    ...[this.#switch, this.#switch, this.#switch, this.#switch, this.#switch, this.#switch],
    ...[this.#merge, this.#merge, this.#merge, this.#merge, this.#merge, this.#merge],
    ...[this.#rebase, this.#cherryPick, this.#revert, this.#amend, this.#fix, this.#resolve],
    ...[this.#stash, this.#stash, this.#pop, this.#pop, this.#update, this.#reopen],
    ...[this.#push, this.#push, this.#push, this.#pull, this.#mergeOnServer],
  ];

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.#random() * values.length)];
    if (value === undefined) throw new Error("nothing to pick from");
    return value;
  }

  get #tree(): Tree {
    return this.story.witness.tree(this.story.head);
  }

  get #liveTasks(): readonly Task[] {
    return this.#tree.tasks.filter(({ goneTo }) => goneTo === undefined);
  }

  /** Mostly an ID that no task of the branch has or had, of a backend that is not retired. */
  #freeId(but?: string): string | undefined {
    const { tasks, retired: gone } = this.#tree;
    const live = new Set(tasks.map(({ id }) => id));
    const retired = new Set(tasks.flatMap(({ formers }) => formers));
    const isLate = this.#chance(0.2);
    const others = backends.filter(backend => backend !== but && (isLate || !gone.has(backend)));
    const free = others
      .flatMap(backend => numbers.map(number => `${backend}#${number}`))
      .filter(id => !live.has(id));
    const unused = free.filter(id => !retired.has(id));
    const some = unused.length > 0 && this.#chance(0.7) ? unused : free;
    return some.length === 0 ? undefined : this.#pick(some);
  }

  /** How somebody writes the ID of a task, mostly in full. */
  #spell(id: string): { readonly text: string; readonly more: string } {
    const [backend = "", number = ""] = id.split("#");
    if (this.#chance(0.8)) return { text: this.#chance(0.2) ? `"${id}"` : id, more: "" };
    const text = this.#pick([number, `'#${number}'`, `task#${number}`]);
    return { text, more: this.#chance(0.7) ? `backend: ${backend}\n` : "" };
  }

  async #edit(): Promise<void> {
    await this.#work(this.#pick(this.#edits));
  }

  async #work(edit: () => string | undefined): Promise<void> {
    const message = edit.call(this);
    if (message === undefined) return;
    this.story.count(`edits: ${edit.name.replace("#", "")}`);
    if (this.#chance(0.1)) await this.#judgeUncommitted();
    await this.#commit(message);
  }

  #commit(message: string): Promise<Outcome> {
    return this.story.commit(message, this.#chance(0.4));
  }

  #newTask(): string | undefined {
    const id = this.#freeId();
    if (id === undefined) return undefined;
    const who = `T${++this.#made}`;
    const path = taskPath(id);
    // A file may stand there whose task has another ID by now.
    const isTaken = this.#tree.tasks.some(({ file }) => file === path);
    const file = isTaken ? `tasks/new/${who}.yaml` : path;
    const parents = this.#liveTasks;
    const parent =
      parents.length > 0 && this.#chance(0.4) ? `parent: ${this.#pick(parents).id}\n` : "";
    this.#repository.write({ [file]: taskText(who, id, parent) });
    return `task ${who} is ${id}`;
  }

  #newSession(): string | undefined {
    const id = this.#anyId();
    if (id === undefined) return undefined;
    const name = `s${++this.#made}`;
    const { text, more } = this.#spell(id);
    this.#repository.write({ [`sessions/${name}.yaml`]: sessionText(name, text, more) });
    return `session ${name} for ${text} ${more.trim()}`;
  }

  /** The ID of a live task; now and then one that somebody remembers from before. */
  #anyId(): string | undefined {
    const tasks = this.#liveTasks;
    if (tasks.length === 0) return undefined;
    const { id, formers } = this.#pick(tasks);
    return formers.length > 0 && this.#chance(0.2) ? this.#pick(formers) : id;
  }

  async #judgeUncommitted(): Promise<void> {
    if (this.#chance(0.5)) {
      this.#repository.git("reset", "--quiet");
      await this.story.judgeUnstaged();
    }
    this.#repository.git("add", "--all");
    await this.story.judgeUncommitted();
  }

  /** Somebody gives a session to another task. */
  #repoint(): string | undefined {
    const references = this.#tree.references.filter(({ key }) => key === "taskId");
    const id = this.#anyId();
    if (references.length === 0 || id === undefined) return undefined;
    const { holder, file } = this.#pick(references);
    const text = this.#repository.read(file).replace(/^backend: .*\n/m, "");
    const spelt = this.#spell(id);
    const line = `taskId: ${spelt.text}\n${spelt.more}`;
    this.#repository.write({ [file]: text.replace(/^taskId: .*\n/m, line) });
    return `${holder} is for ${spelt.text}`;
  }

  #touch(): string | undefined {
    const { sessions, tasks } = this.#tree;
    const files = [...sessions, ...tasks].map(({ file }) => file);
    if (files.length === 0) return undefined;
    const file = this.#pick(files);
    const text = this.#repository.read(file);
    const line = `  more ${++this.#made}\n`;
    const touched = file.startsWith("sessions/")
      ? this.#pick([`${text}${line}`, text.replace(/^(session: .*\n)/, `$1more${this.#made}: 1\n`)])
      : this.#pick([
          `${text}more${this.#made}: 1\n`,
          text.replace(/^status: .*$/m, `status: S${this.#made}`),
          text.replace(/^title: .*$/m, `title: Another title ${this.#made}`),
        ]);
    this.#repository.write({ [file]: touched });
    return `touch ${file}`;
  }

  #renameSession(): string | undefined {
    const { sessions } = this.#tree;
    if (sessions.length === 0) return undefined;
    const { name, file } = this.#pick(sessions);
    const to = `sessions/moved/${++this.#made}/${name}.yaml`;
    this.#rename(file, to);
    return `rename ${file} to ${to}`;
  }

  #rename(from: string, to: string): void {
    mkdirSync(dirname(join(this.#repository.path, to)), { recursive: true });
    this.#repository.git("mv", from, to);
  }

  #delete(): string | undefined {
    const { sessions, tasks } = this.#tree;
    const some = this.#chance(0.5) ? sessions : tasks;
    if (some.length < 3) return undefined;
    const { file } = this.#pick<{ readonly file: string }>(some);
    this.#repository.remove(file);
    return `delete ${file}`;
  }

  /** A migration by hand: recorded or not, with its sessions or not, in the same file or not. */
  #migrate(): string | undefined {
    const tasks = this.#liveTasks;
    if (tasks.length === 0) return undefined;
    const task = this.#pick(tasks);
    const to = this.#freeId(task.id.split("#")[0]);
    if (to === undefined) return undefined;
    const text = this.#repository.read(task.file);
    const way = this.#pick(["recorded", "recorded", "unrecorded", "tombstone"]);
    const path = taskPath(to);
    const isFree = !this.#tree.tasks.some(({ file }) => file === path);
    const target = isFree && (way === "tombstone" || this.#chance(0.8)) ? path : task.file;
    if (target === task.file && way === "tombstone") return undefined;
    if (way === "tombstone") {
      this.#repository.write({
        [task.file]: `# ${task.who}\nid: ${task.id}\nmigratedTo: ${to}\n`,
        [target]: movedText(text, to, this.#chance(0.5)),
      });
    } else {
      if (target !== task.file) this.#rename(task.file, target);
      this.#repository.write({ [target]: movedText(text, to, way === "recorded") });
    }
    return `migrate ${task.who} from ${task.id} to ${to}: ${way}`;
  }

  async #migrateBackend(): Promise<void> {
    const from = this.#pick(backends);
    const { retired } = this.#tree;
    const targets = backends.filter(backend => backend !== from && !retired.has(backend));
    if (targets.length === 0) return;
    const to = this.#pick(targets);
    const isLast = this.#chance(0.3);
    const options = [
      ...(isLast ? ["--retire"] : []),
      ...(this.#chance(0.5) ? ["--limit", "1"] : []),
      ...(this.#chance(0.2) ? ["--keep-source"] : []),
    ];
    const args = ["tasks", "migrate-backend", "--from", from, "--to", to, ...options];
    const before = this.story.head;
    this.story.tell(args.join(" "));
    const run = this.#repository.sa(...args, "--execute", "--commit");
    const isStopped = run.code === 3 && run.stderr.includes("the commit is stopped");
    if (run.code > 1 && !isStopped) this.story.fail(run.stderr);
    if (this.story.head === before) {
      this.#repository.git("reset", "--quiet", "--hard");
      return;
    }
    const left = this.#liveTasks.filter(({ id }) => id.startsWith(`${from}#`));
    const mayRetire = isLast && left.length === 0;
    if (this.#tree.retired.has(from) !== (retired.has(from) || mayRetire)) {
      this.story.fail(`${from} is ${mayRetire ? "not " : ""}retired`);
    }
    if (mayRetire) this.story.count("backends retired");
    this.story.count("migrations by the tool");
    await this.story.judge();
  }

  async #switch(): Promise<void> {
    const name = this.#pick(branches);
    const isThere = this.#repository.tryGit("rev-parse", "--quiet", "--verify", name).code === 0;
    this.story.tell(`switch ${isThere ? "" : "--create "}${name}`);
    this.#repository.git("switch", "--quiet", ...(isThere ? [] : ["--create"]), name);
    if (!isThere) return;
    await this.story.judge();
  }

  get #branches(): readonly string[] {
    return this.#repository.git("branch", "--format=%(refname:short)").split("\n");
  }

  #otherBranch(): string | undefined {
    const current = this.#repository.git("branch", "--show-current");
    const others = this.#branches.filter(name => name !== current);
    return others.length === 0 ? undefined : this.#pick(others);
  }

  async #merge(): Promise<void> {
    const other = this.#otherBranch();
    if (other !== undefined) await this.story.merge(other, this.#pick(mergeKinds));
  }

  async #rebase(): Promise<void> {
    const other = this.#otherBranch();
    if (other !== undefined) await this.story.rebase(other);
  }

  async #cherryPick(): Promise<void> {
    const other = this.#otherBranch();
    if (other === undefined) return;
    const commits = this.#repository
      .git("log", "--no-merges", "--format=%H", "-10", `HEAD..${other}`)
      .split("\n");
    if (commits[0] !== "") await this.story.replay("cherry-pick", this.#pick(commits));
  }

  async #revert(): Promise<void> {
    // The first commit is not one that people revert.
    const options = ["--min-parents=1", "--max-parents=1", "--format=%H", "-6"];
    const commits = this.#repository.git("log", ...options).split("\n");
    if (commits[0] !== "") await this.story.replay("revert", this.#pick(commits));
  }

  /** Somebody puts away what they were about to commit. */
  async #stash(): Promise<void> {
    const message = this.#pick(this.#edits).call(this);
    if (message === undefined || this.#repository.status() === "") return;
    this.story.tell(message);
    this.story.stash();
  }

  async #pop(): Promise<void> {
    if (this.#repository.git("stash", "list") !== "") await this.story.pop();
  }

  async #update(): Promise<void> {
    const [old, renewed] = [this.#anyId(), this.#chance(0.2) ? this.#freeId() : this.#anyId()];
    if (old === undefined || renewed === undefined || old === renewed) return;
    await this.story.update(old, renewed);
  }

  /** Somebody takes back that backends are retired. */
  async #reopen(): Promise<void> {
    if (this.#tree.retired.size === 0) return;
    this.#repository.remove(configFile);
    await this.#commit("no backend is retired");
  }

  async #push(): Promise<void> {
    this.#remote ??= new Remote(this.story);
    // Where main is not there yet, nothing is.
    const branch = this.#remote.branches.includes("main") ? this.#pick(this.#branches) : "main";
    await this.#remote.push(branch, this.#chance(0.5));
  }

  async #pull(): Promise<void> {
    const there = this.#remote?.branches ?? [];
    if (there.length > 0) await this.#remote?.pull(this.#pick(there));
  }

  async #mergeOnServer(): Promise<void> {
    const there = this.#remote?.branches ?? [];
    if (there.length > 1) this.#remote?.merge(this.#pick(there), this.#pick(there));
  }

  async #amend(): Promise<void> {
    if (this.story.witness.parents(this.story.head).length !== 1) return;
    if (this.#touch() !== undefined) await this.story.amend();
  }

  async #fix(): Promise<void> {
    await this.story.fix();
  }

  async #resolve(): Promise<void> {
    const id = `${this.#pick(backends)}#${this.#pick(numbers)}`;
    await this.story.judgeResolve(id);
  }

  insist(): boolean {
    return this.#chance(0.5);
  }

  /** Takes one side, or of each file one; two new tasks with one number may both stay. */
  resolve({ repository }: Story): "resolved" | "give up" {
    if (this.#chance(0.2)) return "give up";
    const all = this.#pick([2, 3, "each"] as const);
    const stages = new Map<string, Map<number, string>>();
    for (const entry of repository.git("ls-files", "--unmerged", "-z").split("\0")) {
      if (entry === "") continue;
      const [mode = "", path = ""] = entry.split("\t");
      const [, blob = "", stage] = mode.split(" ");
      stages.set(path, (stages.get(path) ?? new Map()).set(Number(stage), blob));
    }
    for (const [path, sides] of stages) {
      const side = all === "each" ? this.#pick([2, 3] as const) : all;
      const blob = sides.get(side);
      this.story.tell(`  ${path}: ${side === 2 ? "ours" : "theirs"}${blob ? "" : ", deleted"}`);
      repository.tryGit("rm", "--quiet", "--force", "--cached", "--", path);
      if (blob === undefined) {
        repository.run("rm", ["-f", "--", path]);
        continue;
      }
      repository.write({ [path]: sideOf(`${repository.git("cat-file", "blob", blob)}\n`, side) });
      repository.git("add", "--", path);
      const other = sides.get(5 - side);
      if (!path.startsWith("tasks/") || other === undefined || sides.has(1)) continue;
      if (this.#chance(0.5)) this.#renumber(repository, other);
    }
    return "resolved";
  }

  /** Gives the other task that was added under the same number a new one. */
  #renumber(repository: TestRepository, blob: string): void {
    const text = `${repository.git("cat-file", "blob", blob)}\n`;
    const id = this.#freeId();
    if (id === undefined) return;
    const file = `tasks/renumbered/${++this.#made}.yaml`;
    this.story.tell(`  the other becomes ${id}`);
    repository.write({ [file]: movedText(text, id, false) });
    repository.git("add", "--", file);
  }
}

/** Where both sides renamed a file, git has put the marks of a conflict into both. */
function sideOf(text: string, side: 2 | 3): string {
  const conflict = /^<{7,} .*\n((?:.*\n)*?)={7,}\n((?:.*\n)*?)>{7,} .*\n/gm;
  return text.replace(conflict, side === 2 ? "$1" : "$2");
}
