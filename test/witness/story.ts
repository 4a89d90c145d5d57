import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runMain } from "../support/run-main.ts";
import type { JsonFinding, JsonReport, Run, TestRepository } from "../support/test-repository.ts";
import { disagreements } from "./compare.ts";
import { configFile, isQualified } from "./tree.ts";
import { mayUpdate } from "./updates.ts";
import { endsOf, liveUnder, Witness } from "./witness.ts";

/** The hooks that a story's repository has. */
export const storyHooks = [
  ...["pre-merge-commit", "post-merge", "pre-commit", "post-rewrite", "pre-push"],
] as const;

/** How a merge is asked for. */
export type MergeKind =
  | "plain"
  | "no-ff"
  | "squash"
  | "no-commit"
  | "no-verify"
  | "favour-ours"
  | "favour-theirs";

/** How a merge comes about: asked for, or by a pull. */
type Arrival = MergeKind | "pull";

const mergeOptions: Readonly<Record<MergeKind, readonly string[]>> = {
  plain: [],
  "no-ff": ["--no-ff"],
  squash: ["--squash"],
  "no-commit": ["--no-commit", "--no-ff"],
  "no-verify": ["--no-verify"],
  "favour-ours": ["-Xours"],
  "favour-theirs": ["-Xtheirs"],
};

interface MergeToCome {
  /** A commit that is like it. */
  readonly oid: string;
  readonly findings: readonly Told[];
}

/** A finding, and whether `fix` does away with it. */
export type Told = JsonFinding & { readonly isFixable: boolean };

/** An ID that stands in a file, and what is to stand there. */
type Rewritten = Pick<JsonFinding, "file" | "line" | "session" | "taskId" | "replacement">;

export type Outcome = "done" | "nothing" | "stopped";

/** What a person does where it is their turn. */
export interface Person {
  /** Resolves the conflicts in the working tree and stages the result; or gives up. */
  resolve(story: Story): "resolved" | "give up";
  /** A hook stopped the commit: it may be made all the same. */
  insist(): boolean;
}

/**
 * A repository in which things happen; after each the tool must say what the witness knows. What
 * it does itself, in hooks, by `fix` and by migrations, is compared byte by byte.
 */
export class Story {
  readonly repository: TestRepository;
  readonly witness: Witness;
  readonly log: string[] = [];
  readonly counts: Record<string, number> = {};
  readonly #person: Person;

  constructor(repository: TestRepository, person: Person) {
    this.repository = repository;
    this.witness = new Witness(repository);
    this.#person = person;
  }

  tell(line: string): void {
    this.log.push(line);
  }

  count(what: string, by = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + by;
  }

  fail(text: string): never {
    throw new Error(`${text}\n\n${this.log.join("\n")}`);
  }

  get head(): string {
    return this.witness.see(this.repository.head());
  }

  /** Whether the one whose turn it is goes on where a hook stopped them. */
  insists(): boolean {
    return this.#person.insist();
  }

  /**
   * Compares what the tool says of a commit with what is known of it.
   * @param receiver the commit whose configuration judges
   */
  async judge(
    revision = this.head,
    against?: string,
    receiver = against ?? revision,
  ): Promise<readonly Told[]> {
    const oid = this.witness.see(revision);
    const base = against === undefined ? [] : ["--against", against];
    return this.#told(oid, receiver, "--rev", oid, ...base, ...this.#configOf(receiver, oid));
  }

  /** A commit is judged by its own configuration if nobody names another. */
  #configOf(receiver: string, oid: string): readonly string[] {
    const [config, own] = [receiver, oid].map(one => this.repository.show(one, configFile));
    if (config === own) return [];
    const file = join(this.repository.path, "../receiver.yaml");
    writeFileSync(file, config ?? "");
    return ["--config", file];
  }

  /** The same of what is staged, where the working tree is the same. */
  async judgeUncommitted(): Promise<void> {
    const index = this.pretend();
    await this.#told(index, "HEAD", "--staged");
    await this.#told(index, index);
  }

  /** The same of what is not staged, where nothing is. */
  async judgeUnstaged(): Promise<void> {
    this.repository.git("add", "--all");
    const all = this.pretend();
    this.repository.git("reset", "--quiet");
    await this.#told(all, all);
  }

  async #told(
    oid: string,
    receiver: string,
    ...options: readonly string[]
  ): Promise<readonly Told[]> {
    const args = ["check", "--format", "json", ...options];
    const { code, stdout, stderr } = await runMain(this.repository.path, ...args);
    if (code > 1) this.fail(`${args.join(" ")} exited with ${code}: ${stderr}`);
    const { findings } = JSON.parse(stdout) as JsonReport;
    if ((code === 1) !== findings.some(({ existing }) => !existing)) {
      this.fail(`${args.join(" ")} exited with ${code}\n${stdout}`);
    }
    const told = findings.map(finding => ({
      ...finding,
      isFixable: this.#isFixable(oid, finding),
    }));
    const wrong = disagreements(this.witness, oid, this.witness.see(receiver), findings, what =>
      this.count(what),
    );
    if (wrong.length > 0) this.fail(`${args.join(" ")}\n${wrong.join("\n")}`);
    this.count("states judged");
    return told;
  }

  /** A stale ID is rewritten, unless two tasks have the new one. */
  #isFixable(oid: string, { code, target }: JsonFinding): boolean {
    if (code !== "stale-task-id" || target === undefined) return false;
    return liveUnder(this.witness.tree(oid), target).length < 2;
  }

  /** Makes a commit of the index that no branch knows, as the next commit would be. */
  pretend(): string {
    const { repository } = this;
    const tree = repository.git("write-tree");
    const merged = repository.tryGit("rev-parse", "--quiet", "--verify", "MERGE_HEAD");
    const parents = ["HEAD", ...(merged.code === 0 ? ["MERGE_HEAD"] : [])];
    return this.#commitTree(tree, parents);
  }

  #commitTree(tree: string, parents: readonly string[]): string {
    const options = parents.flatMap(parent => ["-p", parent]);
    const oid = this.repository.git("commit-tree", tree, ...options, "-m", "as it would be");
    return this.witness.see(oid);
  }

  /** Stages everything and commits it. */
  async commit(message: string, hooks: boolean): Promise<Outcome> {
    this.repository.git("add", "--all");
    return this.commitStaged(message, hooks);
  }

  async commitStaged(message: string, hooks: boolean): Promise<Outcome> {
    const { repository } = this;
    const before = this.head;
    const next = this.pretend();
    const isMerge = this.witness.parents(next).length > 1;
    if (!isMerge && this.#isSame(before, next)) return "nothing";
    this.tell(`commit${hooks ? "" : " --no-verify"}: ${message}`);
    await this.judge(next, before);
    // What is staged may say more than the same as a commit: history's steps are among its own records.
    const findings = await this.#told(next, before, "--staged", "--against", before);
    const options = hooks ? [] : ["--no-verify"];
    const run = repository.tryGit("commit", "--quiet", "-m", message, ...options);
    if (!hooks) {
      if (run.code !== 0) this.fail(run.stderr);
      this.#expectOnlyFixed(next, "HEAD", []); // and what is the same was judged
      return "done";
    }
    const mustStop = findings.some(isNewAndUnfixable);
    if (mustStop !== (run.code !== 0)) {
      this.fail(`pre-commit ${mustStop ? "let pass" : "stopped"} this:\n${run.stderr}`);
    }
    const stale = findings.filter(({ isFixable }) => isFixable);
    if (!mustStop) {
      this.#expectOnlyFixed(next, "HEAD", stale);
      if (stale.length > 0) await this.#expectNoWorse(before);
      return "done";
    }
    this.count("commits stopped");
    if (this.head !== before) this.fail("the commit was stopped and made");
    this.#expectOnlyFixed(next, this.pretend(), stale);
    if (!this.#person.insist()) return this.#giveUp(before, isMerge);
    repository.git("commit", "--quiet", "--no-verify", "-m", message);
    await this.judge();
    return "done";
  }

  async #expectNoWorse(before: string): Promise<void> {
    const now = await this.judge(this.head, before);
    if (now.some(({ existing }) => !existing)) this.fail("that made it worse");
  }

  #giveUp(before: string, isMerge: boolean): "stopped" {
    const { repository } = this;
    if (isMerge) repository.git("merge", "--abort");
    else repository.git("reset", "--quiet", "--hard");
    this.#expectUntouched(before);
    return "stopped";
  }

  #expectUntouched(before: string): void {
    if (this.head !== before) this.fail("HEAD moved");
    const status = this.repository.status();
    if (status !== "") this.fail(`not as it was:\n${status}`);
  }

  #isSame(a: string, b: string): boolean {
    return this.repository.tryGit("diff", "--quiet", a, b).code === 0;
  }

  /** Two commits hold the same bytes, but for the IDs of some findings. */
  #expectOnlyFixed(before: string, after: string, stale: readonly Rewritten[]): void {
    const { repository } = this;
    const names = repository.git("diff", "--name-only", "--no-renames", "-z", before, after);
    const changed = names.split("\0").filter(name => name !== "");
    const files = new Set([...changed, ...stale.map(({ file }) => file)]);
    for (const file of files) {
      const old = repository.show(before, file);
      const renewed = repository.show(after, file);
      const wanted = rewritten(
        old,
        stale.filter(finding => finding.file === file),
      );
      if (!wanted.includes(renewed)) {
        this.fail(`${file} is\n${renewed}\nnot one of\n${wanted.join("\n--\n")}`);
      }
    }
    this.count("IDs rewritten", stale.length);
  }

  /** @param other a branch, or with `pull` what the last fetch saw of one: `origin/main` */
  async merge(other: string, kind: Arrival): Promise<Outcome> {
    const { repository } = this;
    const before = this.head;
    const theirs = this.witness.see(other);
    if (repository.tryGit("merge-base", "--is-ancestor", theirs, before).code === 0) {
      return "nothing";
    }
    this.tell(`merge ${kind} ${other}`);
    this.count(`merges: ${kind}`);
    const toCome = await this.#mergeToCome(before, theirs);
    const run = repository.tryGit(...mergeCommand(other, kind));

    const isConflict = repository.git("ls-files", "--unmerged") !== "";
    if (isConflict) this.count("merges in conflict");
    if (isConflict || kind === "squash" || kind === "no-commit") {
      if (!isConflict && run.code !== 0) this.fail(run.stderr);
      if (isConflict && this.#person.resolve(this) === "give up") {
        return this.#giveUp(before, kind !== "squash");
      }
      return this.commitStaged(`merge ${other}`, true);
    }
    if (this.head === theirs || kind === "no-verify") {
      await this.#judgeArrival(before, run.stderr);
      return "done";
    }
    return this.#judgeMerge(other, before, run, kind.startsWith("favour") ? undefined : toCome);
  }

  /** What git would make of two commits, and what `check --merge` says of it; nothing in conflict. */
  async #mergeToCome(ours: string, theirs: string): Promise<MergeToCome | undefined> {
    const { code, stdout } = this.repository.tryGit("merge-tree", "--write-tree", ours, theirs);
    if (code !== 0) return undefined;
    const oid = this.#commitTree(stdout.slice(0, 40), [ours, theirs]);
    return { oid, findings: await this.#told(oid, ours, "--merge", theirs, "--into", ours) };
  }

  /** A merge that git made on its own, or that our hook stopped. */
  async #judgeMerge(
    other: string,
    before: string,
    run: Run,
    toCome: MergeToCome | undefined,
  ): Promise<Outcome> {
    const { repository, witness } = this;
    const isStopped = run.code !== 0;
    if (!isStopped) {
      const status = repository.status();
      if (status !== "") this.fail(`the merge left\n${status}`);
      const parents = [before, witness.see(other)].join();
      if (witness.parents(this.head).join() !== parents) this.fail("not a merge of the two");
      await this.#expectNoWorse(before);
    }
    if (toCome !== undefined) {
      const { oid, findings } = toCome;
      if (findings.some(isNewAndUnfixable) !== isStopped) {
        this.fail(`pre-merge-commit ${isStopped ? "stopped" : "let pass"} this:\n${run.stderr}`);
      }
      this.#expectOnlyFixed(
        oid,
        isStopped ? this.pretend() : "HEAD",
        findings.filter(({ isFixable }) => isFixable),
      );
    }
    if (!isStopped) return "done";
    this.count("merges stopped");
    if (!this.#person.insist()) return this.#giveUp(before, true);
    repository.git("commit", "--quiet", "--no-verify", "-m", `merge ${other} all the same`);
    await this.judge();
    return "done";
  }

  /** What no hook could stop must be told of. */
  async #judgeArrival(before: string, said: string): Promise<void> {
    const findings = await this.judge(this.head, before);
    const untold = findings.filter(({ existing, file }) => !existing && !said.includes(file));
    if (untold.length > 0) this.fail(`nothing was said of ${untold[0]?.file}:\n${said}`);
  }

  async rebase(onto: string): Promise<Outcome> {
    const { repository } = this;
    const before = this.head;
    this.tell(`rebase onto ${onto}`);
    const run = repository.tryGit("rebase", "--quiet", onto);
    if (run.code !== 0) {
      repository.git("rebase", "--abort");
      this.#expectUntouched(before);
      return "stopped";
    }
    this.count("rebases");
    if (this.head === before) return "nothing";
    // Nothing is replaced where all that the branch had is there already: git runs no hook.
    if (this.head === this.witness.see(onto)) await this.judge();
    else await this.#judgeArrival(before, run.stderr);
    return "done";
  }

  /** `cherry-pick`, `revert`: none of git's hooks could do anything. */
  async replay(command: "cherry-pick" | "revert", commit: string): Promise<Outcome> {
    const { repository } = this;
    const before = this.head;
    this.tell(`${command} ${repository.git("log", "-1", "--format=%h %s", commit)}`);
    const options = command === "revert" ? ["--no-edit"] : [];
    const run = repository.tryGit(command, ...options, commit);
    if (run.code !== 0) {
      repository.tryGit(command, "--abort"); // nothing is left of one that changes nothing
      this.#expectUntouched(before);
      return "stopped";
    }
    this.count(`${command}s`);
    await this.judge();
    return "done";
  }

  async amend(): Promise<Outcome> {
    const { repository } = this;
    const before = this.head;
    repository.git("add", "--all");
    const next = this.pretend();
    this.tell("amend");
    const findings = await this.judge(next, before);
    const run = repository.tryGit("commit", "--amend", "--quiet", "--no-edit");
    const mustStop = findings.some(isNewAndUnfixable);
    if (mustStop !== (run.code !== 0)) this.fail(`amend: ${run.stderr}`);
    if (mustStop) return this.#giveUp(before, false);
    const stale = findings.filter(({ isFixable }) => isFixable);
    this.#expectOnlyFixed(next, "HEAD", stale);
    this.count("amends");
    await this.judge();
    return "done";
  }

  /** Puts everything that is not committed away. */
  stash(): void {
    this.tell("stash");
    this.repository.git("stash", "push", "--quiet", "--include-untracked");
    this.count("stashes");
  }

  /** What comes back from the stash is a state like any other; what conflicts is given up. */
  async pop(): Promise<Outcome> {
    const { repository } = this;
    const before = this.head;
    this.tell("stash pop");
    if (repository.tryGit("stash", "pop", "--quiet").code !== 0) {
      repository.git("reset", "--quiet", "--hard");
      repository.git("clean", "--quiet", "--force", "-d");
      repository.git("stash", "drop", "--quiet");
      this.#expectUntouched(before);
      return "stopped";
    }
    this.count("stashes popped");
    repository.git("reset", "--quiet");
    await this.judgeUnstaged();
    repository.git("add", "--all");
    await this.judgeUncommitted();
    return this.commitStaged("what was in the stash", true);
  }

  /** Moves sessions by hand: those that name the old ID, and no others, name the new one then. */
  async update(old: string, renewed: string): Promise<Outcome> {
    const { repository, witness } = this;
    this.tell(`update ${old} ${renewed}`);
    const before = this.head;
    const args = ["update", old, renewed, "--format", "json"];
    const { code, stdout, stderr } = await runMain(repository.path, ...args);
    if (code !== 0) this.fail(`update exited with ${code}: ${stderr}`);
    repository.git("add", "--all");
    const next = this.pretend();
    const moved = this.#moved(before, next);
    this.#expectOnlyFixed(before, next, moved);
    const { updatedSessions } = JSON.parse(stdout) as { updatedSessions: readonly string[] };
    const names = moved.map(({ session }) => session);
    if ([...updatedSessions].sort().join() !== names.sort().join()) {
      this.fail(`update says that it moved ${updatedSessions}, and moved ${names}`);
    }
    for (const reference of witness.tree(before).references) {
      const isMoved = names.includes(reference.holder) && reference.key === "taskId";
      const may = mayUpdate(witness, before, reference, old);
      if (may === "perhaps" || (may === "yes") === isMoved) continue;
      this.fail(`update ${isMoved ? "moved" : "left"} ${JSON.stringify(reference)}`);
    }
    this.count("sessions updated", moved.length);
    await this.judgeUncommitted();
    return this.commitStaged(`update ${old} to ${renewed}`, true);
  }

  /** Which sessions name another ID than before, told as of what is fixed. */
  #moved(before: string, after: string): readonly Rewritten[] {
    const { references } = this.witness.tree(before);
    const renewed = this.witness.tree(after).references;
    return renewed.flatMap(({ holder, key, file, line, text: replacement, ...rest }) => {
      const old = references.find(one => one.holder === holder && one.key === key);
      if (old === undefined || (old.text === replacement && old.backend === rest.backend))
        return [];
      return [{ session: holder, file, line, taskId: old.text, replacement }];
    });
  }

  /** What `resolve` says of an ID must be so. */
  async judgeResolve(id: string): Promise<void> {
    const { stdout } = await runMain(this.repository.path, "resolve", id, "--format", "json");
    const { status, taskId } = JSON.parse(stdout) as { status: string; taskId: string };
    const tree = this.witness.tree(this.head);
    const live = liveUnder(tree, id);
    const places = new Set(endsOf(tree, id).map(task => task.id));
    const say = (what: string): never => this.fail(`resolve ${id}: ${what}\n${stdout}`);
    if (places.size > 1 && status !== "ambiguous") say("there are several");
    if (live.length > 0 && places.size === 1 && status !== "live") say("it is live");
    if (live.length === 0 && places.size === 1 && !places.has(taskId)) say("it moved");
    if (places.size === 0 && status === "moved") {
      const who = this.witness.everUnder(this.head, id);
      const there = liveUnder(tree, taskId);
      if (!there.some(task => who.has(task.who))) say("that task was never there");
    }
    this.count(`resolved: ${status}`);
  }

  /** Rewrites what is stale; the second time there must be nothing to do. */
  async fix(): Promise<void> {
    const { repository } = this;
    this.tell("fix");
    const before = this.head;
    const findings = await this.judge();
    const stale = findings.filter(({ isFixable }) => isFixable);
    const { code } = await runMain(repository.path, "fix");
    if ((code === 0) !== (stale.length === findings.length)) this.fail(`fix exited with ${code}`);
    repository.git("add", "--all");
    const next = this.pretend();
    this.#expectOnlyFixed(before, next, stale);
    const left = await this.judge(next);
    if (left.some(({ isFixable }) => isFixable)) this.fail("fix left something");
    await runMain(repository.path, "fix");
    if (repository.tryGit("diff", "--quiet").code !== 0)
      this.fail("a second fix changed something");
    await this.commitStaged("fix", true);
  }
}

function mergeCommand(other: string, kind: Arrival): readonly string[] {
  if (kind !== "pull") return ["merge", "--no-edit", ...mergeOptions[kind], other];
  return ["pull", "--no-rebase", "--no-edit", ...other.split("/")];
}

function isNewAndUnfixable({ existing, isFixable }: Told): boolean {
  return !existing && !isFixable;
}

/** What a file may be after its stale references were rewritten: with a plain ID its backend, too. */
function rewritten(text: string, stale: readonly Rewritten[]): readonly string[] {
  const lines = text.split("\n");
  for (const { line, taskId = "", replacement = "" } of stale) {
    const old = lines[line - 1] ?? "";
    const at = old.indexOf(": ") + 2;
    lines[line - 1] = old.slice(0, at) + old.slice(at).replace(taskId, () => replacement);
  }
  const fixed = lines.join("\n");
  const backends = stale.some(({ replacement = "" }) => isQualified(replacement))
    ? []
    : ["md", "mt", "gh", "json"].map(backend =>
        fixed.replace(/^backend: .*$/m, `backend: ${backend}`),
      );
  return [fixed, ...(stale.length === 0 ? [] : backends)];
}
