import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { limits } from "../../src/limits.ts";
import type { FileKind } from "../../src/model/record.ts";
import { type Stage, stageIn } from "../bench/stage.js";
import { count, type Fuzzer } from "./fuzzer.ts";
import { bytesIn, fileOf } from "./yaml/files.ts";
import { proveFixed, see } from "./yaml/fixed.ts";
import { Meanings } from "./yaml/meaning.ts";
import { tasks, type World, worlds } from "./yaml/world.ts";

/** How many files are fixed at once. */
const filesAtOnce = 300;
const cli = join(import.meta.dirname, "../../dist/cli.cjs");

/** Session and task files of real repositories, some hundred of them fixed at once by the command line. */
export const fuzz: Fuzzer = async ({ cases, seed, say }) => {
  const covered: Record<string, number> = {};
  for (let tried = 0, round = 0; tried < cases; tried += filesAtOnce, round++) {
    const world = worlds[round % worlds.length];
    if (world === undefined) throw new Error("there is no world");
    const files = filesFor(world, Math.min(filesAtOnce, cases - tried), seed + round);
    const failure = inFolder(folder => {
      const repository = buildRepository(stageIn(folder, cli), world, files);
      return fixAll(repository, round % 2 === 1, what => count(covered, what));
    });
    if (failure !== undefined) return { covered, failure: `seed ${seed + round}: ${failure}` };
    say(`${Math.min(tried + filesAtOnce, cases)} of ${cases}`);
  }
  return { covered };
};

interface File {
  readonly path: string;
  readonly kind: FileKind;
  readonly bytes: Buffer;
}

function filesFor({ settings }: World, count: number, seed: number): readonly File[] {
  const one = fc.oneof(
    ...(["session", "task"] as const).map(kind =>
      fileOf(kind, settings.fields).map(bytes => ({ kind, bytes })),
    ),
  );
  const made = fc.sample(one, { numRuns: count, seed }).map(({ kind, bytes }, i): File => {
    // Mostly each file has tasks of its own; else nearly every ID would be used twice.
    const own = i % 10 === 0 ? bytes : bytes.replaceAll("own#", `own${i}#`);
    return { path: `${kind}s/made/${i}.yaml`, kind, bytes: bytesIn(own) };
  });
  return [...made, ...giants(JSON.stringify(settings.fields.session.taskId))];
}

/** As large and as deep as may be, and beyond. */
function giants(taskId: string): readonly File[] {
  const reference = `${taskId}: md#123\n`;
  const padded = (bytes: number): string => `${reference}#`.padEnd(bytes, "x");
  const texts = {
    largest: padded(limits.fileBytes),
    "too-large": padded(limits.fileBytes + 1),
    "deep-flow": `${reference}x: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`,
    "deep-open": `${reference}x: ${"{x: ".repeat(20_000)}`,
    "deep-block": `${reference}x: ${"- ".repeat(5_000)}x\n`,
    wide: `${reference}x: [${"a, ".repeat(10_000)}]\n`,
    bomb: `${reference}a: &a [x, x]\n${[..."bcdefghijklmnopqrstuvwxyz"]
      .map((name, i) => `${name}: &${name} [*${"abcdefghijklmnopqrstuvwxyz"[i]}, x]`)
      .join("\n")}\n`,
  };
  return Object.entries(texts).map(([name, text]) => {
    return { path: `sessions/made/${name}.yaml`, kind: "session", bytes: Buffer.from(text) };
  });
}

interface Repository {
  readonly stage: Stage;
  readonly top: string;
  readonly world: World;
  readonly files: readonly File[];
}

function buildRepository(stage: Stage, world: World, files: readonly File[]): Repository {
  const top = join(stage.folder, "repository");
  stage.git(stage.folder, "init", "--quiet", top);
  const write = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), content);
  };
  write(".session-assoc.yaml", world.config);
  for (const [path, text] of Object.entries(world.files)) write(path, text);
  for (const { path, bytes } of files) write(path, bytes);
  stage.git(top, "add", "--all");
  stage.git(top, "commit", "--quiet", "--message", "all of it");
  return { stage, top, world, files };
}

/** @returns which file is not what it should be, and why */
function fixAll(
  { stage, top, world, files }: Repository,
  isStaged: boolean,
  note: (what: string) => void,
): string | undefined {
  const run = (...args: string[]) => stage.run(stage.tool(...args), { cwd: top });
  const { stdout } = run("check", "--format", "json");
  const { findings } = JSON.parse(stdout) as { findings: { code: string; file: string }[] };
  const fixed = run("fix", ...(isStaged ? ["--staged"] : []));
  if ((fixed.status ?? 3) > 1) return `fix ended with ${fixed.status}: ${fixed.stderr}`;
  if (isStaged && stage.git(top, "diff", "--name-only") !== "") return "the index has other texts";
  const again = run("fix", "--dry-run");
  if (/^\+\+\+ /m.test(again.stdout)) return `something is left to fix:\n${again.stdout}`;

  const seen = files.map(file => ({ file, ...see(file.bytes, file.kind, world.settings) }));
  const known = [...tasks, ...seen.flatMap(({ contents }) => contents.tasks)];
  const meanings = new Meanings(known, world.settings);
  for (const { file, ...before } of seen) {
    const codes = findings.flatMap(finding => (finding.file === file.path ? finding.code : []));
    try {
      note(proveFixed({ ...before, codes }, readFileSync(join(top, file.path)), meanings));
    } catch (error) {
      return `${file.path} ${JSON.stringify(file.bytes.toString("latin1"))}\n${error}`;
    }
  }
  const others = stage.git(
    top,
    "status",
    "--porcelain",
    "--",
    ".",
    ":!sessions/made",
    ":!tasks/made",
  );
  return others === "" ? undefined : `other files were changed:\n${others}`;
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "session-assoc-fuzz-")));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
