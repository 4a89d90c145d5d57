import { spawnSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clearScratch, makeOwnFolder, scratchPath } from "../src/scratch.ts";
import { createRepository, type Files, sandbox, session, task } from "./support/repository.ts";

const host = encodeURIComponent(hostname()).replaceAll(".", "%2E");

/** The number of a process that has ended. */
function ended(): number {
  return spawnSync("true").pid;
}

/** A scratch folder in which these names stand. */
function folderWith(...names: readonly string[]) {
  const { path } = sandbox();
  const folder = makeOwnFolder(path, "scratch");
  for (const name of names) writeFileSync(join(folder, name), "");
  const cleared = (): readonly string[] => {
    clearScratch(path);
    return readdirSync(folder).sort();
  };
  return { path, folder, cleared };
}

test("what a process left that has ended goes; what one is making stays", () => {
  const other = `${ended()}-a1@elsewhere`;
  const { path, folder, cleared } = folderWith(`${ended()}-a1@${host}`, other);
  const own = scratchPath(path);
  writeFileSync(own, "");
  mkdirSync(join(folder, `${ended()}-b2@${host}`, "below"), { recursive: true });
  writeFileSync(join(folder, `${ended()}-c3@${host}.index.lock`), "");
  expect(cleared()).toEqual([own.slice(folder.length + 1), other].sort());
});

test("what nobody can tell of goes after an hour", () => {
  const names = [`${process.pid}-a1@${host}`, "1-b2@elsewhere", "what is this?"];
  const { folder, cleared } = folderWith(...names);
  const at = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
  for (const name of names) utimesSync(join(folder, name), at(59), at(59));
  expect(cleared()).toEqual([...names].sort());
  for (const name of names) utimesSync(join(folder, name), at(61), at(61));
  expect(cleared()).toEqual([]);
});

test("what stands beside a file on another file system goes with its note, and nothing else", () => {
  const name = `${ended()}-a1@${host}`;
  const { path, folder, cleared } = folderWith();
  const beside = join(path, `.session-assoc-${name}`);
  const precious = join(path, "precious");
  for (const file of [beside, precious]) writeFileSync(file, "");
  writeFileSync(join(folder, `${name}.beside`), beside);
  writeFileSync(join(folder, `${ended()}-b2@${host}.beside`), precious);
  expect(cleared()).toEqual([]);
  expect([existsSync(beside), existsSync(precious)]).toEqual([false, true]);
});

test("our folders may be used by whoever may use the git directory", () => {
  const { path } = sandbox();
  chmodSync(path, 0o2775);
  expect(statSync(makeOwnFolder(path, "scratch")).mode & 0o7777).toBe(0o2775);
});

const elsewhere = "/dev/shm";

function isOtherFileSystem(): boolean {
  try {
    accessSync(elsewhere);
    return statSync(elsewhere).dev !== statSync(tmpdir()).dev;
  } catch {
    return false;
  }
}

test.skipIf(!isOtherFileSystem())(
  "a working tree on another file system than its git directory",
  () => {
    const files: Files = { ...task("md#1"), ...session("a", "md#1"), ...session("b", "md#1") };
    const repository = createRepository(files);
    const folder = mkdtempSync(join(elsewhere, "session-assoc-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const tree = repository.sibling(join(folder, "tree"));
    repository.git("worktree", "add", "--quiet", "--detach", tree.path);
    chmodSync(join(tree.path, "sessions/a.yaml"), 0o755);

    const migrate = ["tasks", "migrate-backend", "--from", "md", "--to", "mt", "--execute"];
    expect(tree.sa(...migrate, "--keep-source", "--retire")).toMatchObject({ code: 0 });
    expect(tree.read("sessions/a.yaml")).toContain("mt#1");
    expect(statSync(join(tree.path, "sessions/a.yaml")).mode & 0o777).toBe(0o755);
    expect(tree.read("tasks/mt/1.yaml")).toContain("id: mt#1");
    const names = readdirSync(tree.path, { recursive: true, encoding: "utf8" });
    expect(names.filter(name => name.includes(".session-assoc-"))).toEqual([]);
    expect(readdirSync(join(repository.path, ".git/session-assoc/scratch"))).toEqual([]);
    expect(tree.sa("check").code).toBe(0);
  },
);

test.skipIf(process.getuid?.() !== 0)(
  "what root makes belongs to whom the git directory does",
  () => {
    const { path } = sandbox();
    chownSync(path, 65534, 65534);
    const folder = makeOwnFolder(path, "scratch");
    for (const one of [folder, join(folder, "..")]) {
      expect(statSync(one)).toMatchObject({ uid: 65534, gid: 65534 });
    }
  },
);
