import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The built command line, which the hooks of the test repositories call. */
export const cli = join(import.meta.dirname, "../../dist/cli.cjs");
const hookScripts = join(import.meta.dirname, "../../hooks");

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A map from path to content: the files of one state. */
export type Files = Readonly<Record<string, string | Buffer>>;

export interface InitOptions {
  /** Which hooks to install; all by default. */
  readonly hooks?: readonly string[];
  readonly objectFormat?: "sha1" | "sha256";
}

export const allHooks = ["pre-merge-commit", "post-merge", "pre-commit"] as const;

/** A real repository in a temporary folder that goes when the test ends. */
export class TestRepository {
  readonly path: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(path: string, environment: NodeJS.ProcessEnv) {
    this.path = path;
    this.#environment = environment;
  }

  /** What its commands see of the environment. */
  get environment(): NodeJS.ProcessEnv {
    return this.#environment;
  }

  /** Runs git and expects it to succeed; returns its output without the last line break. */
  git(...args: readonly string[]): string {
    const run = this.tryGit(...args);
    if (run.code !== 0) {
      throw new Error(`git ${args.join(" ")} exited with ${run.code}\n${run.stdout}${run.stderr}`);
    }
    return run.stdout.replace(/\n$/, "");
  }

  tryGit(...args: readonly string[]): Run {
    return this.run("git", args);
  }

  /** Runs session-assoc. */
  sa(...args: readonly string[]): Run {
    return this.run(process.execPath, [cli, ...args]);
  }

  run(command: string, args: readonly string[], options: RunOptions = {}): Run {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
      cwd: join(this.path, options.in ?? "."),
      env: { ...this.#environment, ...options.env },
      input: options.input,
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
    });
    if (error !== undefined) throw error;
    return { code: status ?? -1, stdout, stderr };
  }

  /** Writes files, with their folders. */
  write(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      const absolute = join(this.path, path);
      mkdirSync(dirname(absolute), { recursive: true });
      writeFileSync(absolute, content);
    }
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), "utf8");
  }

  remove(path: string): void {
    rmSync(join(this.path, path), { recursive: true });
  }

  /** Writes files, stages everything and commits without running hooks; returns the commit. */
  commit(message: string, files: Files = {}): string {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--no-verify", "--allow-empty", "-m", message);
    return this.head();
  }

  /** HEAD's commit; of an ordinary repository without a process of its own. */
  head(): string {
    try {
      const head = this.read(".git/HEAD").trim();
      const ref = /^ref: (.*)$/.exec(head)?.[1];
      return ref === undefined ? head : this.read(`.git/${ref}`).trim();
    } catch {
      return this.git("rev-parse", "HEAD"); // a linked worktree, or packed refs
    }
  }

  /** Moves a task as `git mv` and an edit of its ID do, and commits. */
  migrate(from: string, to: string, options: { readonly record?: boolean } = {}): string {
    const [oldPath, newPath] = [taskPath(from), taskPath(to)];
    mkdirSync(join(this.path, dirname(newPath)), { recursive: true });
    this.git("mv", oldPath, newPath);
    const record = options.record === false ? "" : `\nmigratedFrom: [${from}]`;
    this.write({ [newPath]: this.read(newPath).replace(`id: ${from}`, `id: ${to}${record}`) });
    return this.commit(`migrate ${from} to ${to}`);
  }

  /** The content of a file in a commit. */
  show(revision: string, path: string): string {
    return this.tryGit("show", `${revision}:${path}`).stdout;
  }

  /** `git status` in short form: empty when everything is clean. */
  status(): string {
    return this.git("status", "--porcelain");
  }

  parents(revision = "HEAD"): readonly string[] {
    return this.git("rev-list", "--parents", "-1", revision, "--").split(" ").slice(1);
  }

  /** The findings of `check --format json`. */
  findings(...args: readonly string[]): readonly JsonFinding[] {
    return (JSON.parse(this.sa("check", "--format", "json", ...args).stdout) as JsonReport)
      .findings;
  }

  installHooks(names: readonly string[] = allHooks): void {
    const directory = resolve(this.path, this.git("rev-parse", "--git-path", "hooks"));
    mkdirSync(directory, { recursive: true });
    for (const name of names) {
      writeFileSync(join(directory, name), readFileSync(join(hookScripts, name)));
      chmodSync(join(directory, name), 0o755);
    }
  }

  /**
   * Puts installed packages where npm does.
   * @param modules a `node_modules` to link to; by default one with this checkout's command line
   */
  linkModules(modules?: string): void {
    const target = join(this.path, "node_modules");
    if (modules !== undefined) {
      symlinkSync(modules, target);
      return;
    }
    mkdirSync(join(target, ".bin"), { recursive: true });
    symlinkSync(join(this.path, "../bin/session-assoc"), join(target, ".bin/session-assoc"));
  }

  /** The same repository, in another environment. */
  in(environment: NodeJS.ProcessEnv): TestRepository {
    return new TestRepository(this.path, { ...this.#environment, ...environment });
  }

  /** Another repository in the same isolation. */
  sibling(path: string): TestRepository {
    return new TestRepository(path, this.#environment);
  }
}

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** A folder below the repository. */
  readonly in?: string;
}

export interface JsonFinding {
  readonly code: string;
  readonly severity: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly session?: string;
  readonly taskId?: string;
  readonly replacement?: string;
  /** The ID that the replacement stands for. */
  readonly target?: string;
  readonly evidence?: { readonly kind: string; readonly file: string; readonly commit?: string };
  readonly existing: boolean;
  readonly message: string;
  readonly help: string;
}

export interface JsonReport {
  readonly schemaVersion: number;
  readonly snapshot: string;
  readonly summary: Readonly<Record<string, number>>;
  readonly findings: readonly JsonFinding[];
  readonly fixes: readonly { readonly file: string; readonly from: string; readonly to: string }[];
}

/** An empty folder outside every repository, and an environment in which nothing of the user's counts. */
export interface Sandbox {
  readonly path: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The caller removes the folder. */
export function openSandbox(): Sandbox {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "session-assoc-")));
  const bin = join(path, "bin");
  mkdirSync(bin);
  writeFileSync(
    join(bin, "session-assoc"),
    `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`,
  );
  chmodSync(join(bin, "session-assoc"), 0o755);
  // Run inside a hook, GIT_* variables would lead the tests to the outer repository (field note 9).
  // The certificates that NODE_EXTRA_CA_CERTS names are read at every start of node, which takes
  // longer than the start itself (40 ms); nothing here speaks to a server.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(GIT|SESSION_ASSOC|NO_COLOR|FORCE_COLOR|HUSKY|NODE_EXTRA_CA_CERTS)/.test(name),
  );
  const environment = {
    ...Object.fromEntries(inherited),
    PATH: `${bin}:${process.env.PATH}`,
    HOME: path,
    XDG_CONFIG_HOME: join(path, "config"),
    GIT_CONFIG_NOSYSTEM: "1",
    // git before 2.32 knows no other place for it than this.
    GIT_CONFIG_GLOBAL: join(path, ".gitconfig"),
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.org",
    GIT_COMMITTER_NAME: "Charles",
    GIT_COMMITTER_EMAIL: "charles@example.org",
    GIT_AUTHOR_DATE: "2026-01-02T03:04:05Z",
    GIT_COMMITTER_DATE: "2026-01-02T03:04:05Z",
  };
  writeFileSync(
    environment.GIT_CONFIG_GLOBAL,
    // After each commit git would start a process that looks whether the repository wants tidying.
    '[init]\n\tdefaultBranch = main\n[maintenance]\n\tauto = false\n[advice]\n\tdetachedHead = false\n[protocol "file"]\n\tallow = always\n',
  );
  return { path, environment };
}

/** A new repository with one commit, and the hooks installed. */
export function repositoryIn(
  { path, environment }: Sandbox,
  files: Files = {},
  options: InitOptions = {},
): TestRepository {
  const top = join(path, "repository");
  const format = options.objectFormat ?? "sha1";
  execFileSync("git", ["init", "--quiet", `--object-format=${format}`, top], { env: environment });
  const repository = new TestRepository(top, environment);
  repository.commit("start", { "README.md": "a repository\n", ...files });
  repository.installHooks(options.hooks);
  return repository;
}

export function taskPath(id: string): string {
  const [backend, localId] = id.split("#");
  return `tasks/${backend}/${localId}.yaml`;
}
