import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  cli,
  createRepository,
  type Files,
  type InitOptions,
  type Run,
  type TestRepository,
  task,
} from "./repository.ts";
import { watchGit } from "./watch-git.ts";

export interface ServerOptions extends InitOptions {
  /** The hooks of the server; none by default. */
  readonly serverHooks?: readonly string[];
  /** What main holds when it is pushed first. */
  readonly files?: Files;
}

export interface Clone {
  readonly repository: TestRepository;
  readonly server: TestRepository;
}

/** A bare repository beside another, which has it as its remote `origin` and has pushed nothing. */
export function createServer(
  repository: TestRepository,
  { serverHooks = [], objectFormat = "sha1" }: ServerOptions = {},
): TestRepository {
  const server = repository.sibling(join(repository.path, "../server.git"));
  const args = ["init", "--quiet", "--bare", `--object-format=${objectFormat}`, server.path];
  repository.git(...args);
  server.installHooks(serverHooks);
  repository.git("remote", "add", "origin", server.path);
  return server;
}

/**
 * A repository and its server: both have main, on which `md#123` was migrated to `mt#123`. No hooks
 * but those that are asked for.
 */
export function createClone({
  files = {},
  hooks = [],
  serverHooks = [],
  ...options
}: ServerOptions): Clone {
  const repository = createRepository({ ...task("md#123"), ...files }, { ...options, hooks });
  repository.migrate("md#123", "mt#123");
  const server = createServer(repository, options);
  repository.git("push", "--quiet", "--no-verify", "origin", "main");
  server.installHooks(serverHooks);
  return { repository, server };
}

/** Starts a branch where main is, checks it out, and commits files. */
export function branchOff(repository: TestRepository, branch: string, files: Files): string {
  repository.git("switch", "--quiet", "--create", branch, "main");
  return repository.commit(`work on ${branch}`, files);
}

export function push(repository: TestRepository, ...args: readonly string[]): Run {
  return repository.tryGit("push", ...args);
}

/** What a server's ref names; `undefined` where there is none. */
export function refOf(server: TestRepository, ref: string): string | undefined {
  const { code, stdout } = server.tryGit("rev-parse", "--verify", "--quiet", ref);
  return code === 0 ? stdout.trim() : undefined;
}

/** The lines of session-assoc, without git's own and without `remote: `. */
export function said({ stderr }: Run): readonly string[] {
  return stderr
    .split("\n")
    .map(line => line.replace(/^remote: /, "").trimEnd())
    .filter(line => line.startsWith("session-assoc: "));
}

/**
 * Notes every git process that our hooks start; each call answers with how many there were since the
 * last. git puts its own folder at the front of the PATH of its hooks, so that the `git` that notes
 * must be put there again.
 */
export function countInHooks(repository: TestRepository): () => number {
  const bin = join(repository.path, "../bin");
  const command = `#!/bin/sh\nPATH="${bin}:$PATH" exec "${process.execPath}" "${cli}" "$@"\n`;
  writeFileSync(join(bin, "session-assoc"), command);
  const noted = watchGit(repository);
  return () => noted().filter(line => !line.startsWith("push ")).length;
}
