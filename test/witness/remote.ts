import { join } from "node:path";
import type { JsonFinding, Run, TestRepository } from "../support/test-repository.ts";
import type { Outcome, Story } from "./story.ts";

/** A bare repository that a story pushes to and pulls from. */
export class Remote {
  readonly #story: Story;
  readonly #repository: TestRepository;
  readonly #server: TestRepository;

  constructor(story: Story) {
    this.#story = story;
    this.#repository = story.repository;
    this.#server = this.#repository.sibling(join(this.#repository.path, "../server.git"));
    this.#repository.git("init", "--quiet", "--bare", this.#server.path);
    this.#repository.git("remote", "add", "origin", this.#server.path);
  }

  get branches(): readonly string[] {
    const names = this.#server.git("for-each-ref", "--format=%(refname:short)", "refs/heads");
    return names.split("\n").filter(name => name !== "");
  }

  /** A push must be stopped by what is new in it and wrong, and by nothing else. */
  async push(branch: string, isForced: boolean): Promise<Outcome> {
    const tip = this.#story.witness.see(branch);
    const old = this.#tipOf(branch);
    if (tip === old) return "nothing";
    this.#story.tell(`push ${isForced ? "--force " : ""}${branch}`);
    if (!isForced && old !== undefined && !this.#isBuiltOn(tip, old)) {
      this.#expectStopped(this.#push(branch), branch, old);
      return "stopped"; // by git, before it asks a hook
    }
    const known = old !== undefined && this.#knows(old) ? old : undefined;
    const wrong = await this.#newIn(tip, known);
    const options = isForced ? ["--force"] : [];
    const run = this.#push(branch, ...options);
    if (wrong.length === 0) {
      this.#expectArrived(run, branch, tip);
      return "done";
    }
    this.#expectStopped(run, branch, old);
    const untold = wrong.find(({ file }) => !run.stderr.includes(file));
    if (untold !== undefined)
      this.#story.fail(`nothing was said of ${untold.file}:\n${run.stderr}`);
    this.#story.count("pushes stopped");
    if (!this.#story.insists()) return "stopped";
    this.#expectArrived(this.#push(branch, "--no-verify", ...options), branch, tip);
    return "done";
  }

  async pull(branch: string): Promise<Outcome> {
    this.#repository.git("fetch", "--quiet", "origin");
    return this.#story.merge(`origin/${branch}`, "pull");
  }

  /** Somebody merges two branches on the server, where no hook is asked. */
  merge(into: string, other: string): void {
    const [ours, theirs] = [into, other].map(name => this.#server.git("rev-parse", name));
    if (ours === undefined || theirs === undefined) return;
    const { code, stdout } = this.#server.tryGit("merge-tree", "--write-tree", ours, theirs);
    if (code !== 0) return;
    this.#story.tell(`merge ${other} into ${into} on the server`);
    this.#story.count("merges on the server");
    const parents = ["-p", ours, "-p", theirs];
    const args = ["commit-tree", stdout.slice(0, 40), ...parents, "-m", "merged on the server"];
    this.#server.git("update-ref", `refs/heads/${into}`, this.#server.git(...args));
  }

  #tipOf(branch: string): string | undefined {
    return commitOf(this.#server, `refs/heads/${branch}`);
  }

  #knows(oid: string): boolean {
    return this.#repository.tryGit("cat-file", "-e", oid).code === 0;
  }

  #isBuiltOn(tip: string, old: string): boolean {
    return this.#repository.tryGit("merge-base", "--is-ancestor", old, tip).code === 0;
  }

  #push(branch: string, ...options: readonly string[]): Run {
    return this.#repository.tryGit("push", "--quiet", ...options, "origin", branch);
  }

  #expectStopped(run: Run, branch: string, old: string | undefined): void {
    if (run.code === 0) this.#story.fail(`this was let pass:\n${run.stderr}`);
    if (this.#tipOf(branch) !== old) this.#story.fail("the push was stopped and made");
  }

  #expectArrived(run: Run, branch: string, tip: string): void {
    if (run.code !== 0) this.#story.fail(`this was stopped:\n${run.stderr}`);
    if (this.#tipOf(branch) !== tip) this.#story.fail("the push did not arrive");
    this.#story.count("pushes");
  }

  /**
   * What is wrong in what a push brings, and new to the remote as far as is known here (CONTRACT
   * section 6).
   * @param old what it replaces
   */
  async #newIn(tip: string, old: string | undefined): Promise<readonly JsonFinding[]> {
    if (old !== undefined) return this.#newAgainst(tip, [old], old);
    const arriving = ["--boundary", tip, "--not", "--remotes=origin"];
    const commits = this.#repository.git("rev-list", ...arriving).split("\n");
    if (commits[0] === "") return []; // the remote has it under another name
    const edge = commits.flatMap(line => (line.startsWith("-") ? line.slice(1) : []));
    const bases =
      edge.length === 0
        ? []
        : this.#repository.git("merge-base", "--independent", ...edge).split("\n");
    const main = commitOf(this.#repository, "origin/main");
    return this.#newAgainst(tip, bases, main ?? bases[0] ?? tip);
  }

  async #newAgainst(
    tip: string,
    bases: readonly string[],
    receiver: string,
  ): Promise<readonly JsonFinding[]> {
    const told: (readonly JsonFinding[])[] = [];
    for (const base of bases.length === 0 ? [undefined] : bases) {
      told.push(await this.#story.judge(tip, base, receiver));
    }
    const [first = []] = told;
    return first.filter((_, i) => told.every(findings => findings[i]?.existing === false));
  }
}

function commitOf(repository: TestRepository, name: string): string | undefined {
  const { code, stdout } = repository.tryGit("rev-parse", "--quiet", "--verify", name);
  return code === 0 ? stdout.trim() : undefined;
}
