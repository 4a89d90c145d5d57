import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import {
  catalogFolder,
  catalogsOf,
  createCatalogued,
  enter,
  expectAllSame,
  expectSame,
  fillers,
  keepCatalog,
} from "../support/catalogued.ts";
import {
  cli,
  createRepository,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";
import { runMain } from "../support/run-main.ts";

const base = {
  ...task("mt#1", "migratedFrom: [md#1]\n"),
  ...task("md#2"),
  ...session("a", "md#2"),
  ...session("old", "md#1"),
};

function catalogIn(repository: TestRepository): string {
  const [path = ""] = catalogsOf(repository);
  return path;
}

type Damage = (path: string, bytes: Buffer) => unknown;

const damages: Readonly<Record<string, Damage>> = {
  "cut off": (path, bytes) => writeFileSync(path, bytes.subarray(0, bytes.length / 2)),
  "one bit flipped": (path, bytes) => {
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  },
  "a bit flipped in every page behind the head": (path, bytes) => {
    for (let i = 1500; i < bytes.length; i += 512) bytes[i] = (bytes[i] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  },
  garbage: path => writeFileSync(path, "garbage\n".repeat(100)),
  empty: path => writeFileSync(path, ""),
  "a folder": path => {
    rmSync(path);
    mkdirSync(join(path, "below"), { recursive: true });
  },
  "a symbolic link to nowhere": path => {
    rmSync(path);
    symlinkSync("nowhere/at/all", path);
  },
  "a symbolic link to itself": path => {
    rmSync(path);
    symlinkSync(path, path);
  },
  "in a folder that is a file": path => {
    rmSync(dirname(path), { recursive: true });
    writeFileSync(dirname(path), "");
  },
  "in a folder that cannot be written to": path => {
    rmSync(path);
    chmodSync(dirname(path), 0o555);
  },
};

test.each(Object.entries(damages))("a catalog is %s", async (_, damage) => {
  const repository = createCatalogued(base);
  await keepCatalog(repository);
  const path = catalogIn(repository);
  damage(path, readFileSync(path));
  repository.write(session("b", "md#9"));
  const { stdout } = await expectSame(repository, "check", "--format", "json");
  expect(stdout).toContain("md#9");
});

test("the commit of a catalog is gone", async () => {
  const repository = createCatalogued(base);
  repository.commit("to be gone", session("b", "md#1"));
  await keepCatalog(repository);
  repository.git("reset", "--quiet", "--hard", "HEAD~");
  repository.git("reflog", "expire", "--expire=now", "--all");
  repository.git("gc", "--quiet", "--prune=now");
  await expectAllSame(repository);
});

test("a file of the commit is damaged that nobody else reads", async () => {
  const repository = createCatalogued(base);
  const oid = repository.git("rev-parse", "HEAD:sessions/a.yaml");
  repository.remove(`.git/objects/${oid.slice(0, 2)}/${oid.slice(2)}`);
  await expectSame(repository, "check");
});

test("a commit was replaced after its catalog was made", async () => {
  const repository = createCatalogued(base);
  const first = repository.git("rev-parse", "HEAD");
  await keepCatalog(repository);
  const other = repository.commit("another", session("a", "md#9"));
  repository.git("reset", "--quiet", "--hard", first);
  repository.git("replace", first, other);
  await expectSame(repository, "check", "--rev", "HEAD");
  repository.git("pack-refs", "--all");
  await expectSame(repository, "check", "--rev", "HEAD");
  repository.git("replace", "--delete", first);
  await expectAllSame(repository);
});

test("a blob was replaced after the catalog was made", async () => {
  const repository = createCatalogued(base);
  await keepCatalog(repository);
  repository.write({ other: "taskId: md#9\n" });
  const other = repository.git("hash-object", "-w", "other");
  const blob = repository.git("rev-parse", "HEAD:sessions/a.yaml");
  repository.git("replace", blob, other);
  await expectAllSame(repository);
});

test("a partial clone without the files outside a sparse checkout is asked for none of them", async () => {
  const origin = createRepository({ ...fillers(60), ...base });
  origin.git("config", "uploadpack.allowFilter", "true");
  const clone = origin.sibling(join(origin.path, "../clone"));
  const options = ["--quiet", "--sparse", "--filter=blob:none"];
  origin.git("clone", ...options, `file://${origin.path}`, clone.path);
  clone.git("sparse-checkout", "set", "--cone", "tasks");
  enter(clone);
  const missing = () => clone.git("rev-list", "--objects", "--missing=print", "HEAD");
  const before = missing();
  expect(before).toMatch(/^\?/m);
  await expectSame(clone, "check");
  expect(missing()).toBe(before);
  await expectAllSame(clone);
});

test("a shallow clone, and what it borrows", async () => {
  const origin = createRepository({ ...fillers(60), ...base });
  origin.migrate("md#2", "mt#2");
  const clone = origin.sibling(join(origin.path, "../clone"));
  origin.git("clone", "--quiet", "--depth=1", `file://${origin.path}`, clone.path);
  enter(clone);
  await keepCatalog(clone);
  clone.write(session("b", "md#9"));
  await expectAllSame(clone);
  const borrower = origin.sibling(join(origin.path, "../borrower"));
  origin.git("clone", "--quiet", "--shared", origin.path, borrower.path);
  await keepCatalog(borrower);
  borrower.write(session("b", "md#9"));
  await expectAllSame(borrower);
});

test("object IDs are SHA-256", async () => {
  const repository = createCatalogued(base, { objectFormat: "sha256" });
  await keepCatalog(repository);
  repository.write(session("b", "md#9"));
  await expectAllSame(repository);
});

test("linked worktrees share a catalog", async () => {
  const repository = createCatalogued(base);
  await keepCatalog(repository);
  const other = repository.sibling(join(repository.path, "../linked"));
  repository.git("worktree", "add", "--quiet", "--detach", other.path);
  other.write(session("b", "md#9"));
  await runMain(other.path, "check");
  expect(catalogsOf(repository)).toEqual(catalogsOf(other));
  await expectAllSame(other);
  await expectAllSame(repository);
});

test("other settings have other catalogs, and few are kept", async () => {
  const repository = createCatalogued(base);
  const configs = [
    "defaultBackend: md\n",
    "defaultBackend: mt\n",
    "sessions: [sessions/a*.yaml]\n",
    "fields: { session: { taskId: task } }\n",
    "backends: { md: { retired: true } }\n",
    "rules: { stale-task-id: warn }\n",
  ];
  for (const [i, text] of configs.entries()) {
    repository.write({ [`../${i}.yaml`]: text });
    await expectSame(repository, "check", "--config", `../${i}.yaml`);
    await runMain(repository.path, "check", "--config", `../${i}.yaml`);
  }
  for (const [i] of configs.entries()) {
    await runMain(repository.path, "check", "--config", `../${i}.yaml`);
    expect(catalogsOf(repository).length).toBeLessThanOrEqual(4);
  }
  for (const text of configs.slice(0, 3)) {
    repository.write({ ".session-assoc.yaml": text });
    await expectSame(repository, "check");
    repository.commit("configured");
  }
});

test("most files are other ones", async () => {
  const repository = createCatalogued(base);
  await keepCatalog(repository);
  const many = Array.from({ length: 1100 }, (_, i) => session(`many-${i}`, "fill#1000"));
  repository.commit("many", Object.assign({}, ...many));
  await expectSame(repository, "check");
  repository.git("rm", "--quiet", "-r", "--cached", "sessions");
  await expectAllSame(repository, [["check"], ["check", "--staged"]]);
});

/** Deletes `folder`, or leaves what another process put there meanwhile (`ENOTEMPTY`). */
function deleteOrLeave(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") {
      throw error;
    }
  }
}

test("eight processes at once while another deletes it", async () => {
  const repository = createRepository({ ...fillers(520), ...base });
  repository.write(session("b", "md#9"));
  const { stdout } = repository.sa("check");
  const folder = catalogFolder(repository);
  expect(catalogsOf(repository)).toHaveLength(1);
  const deleting = setInterval(() => deleteOrLeave(folder), 20);
  const runs = Array.from({ length: 8 }, () => {
    const child = spawn(process.execPath, [cli, "check"], {
      cwd: repository.path,
      env: repository.environment,
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", text => {
      said += text;
    });
    return new Promise<string>(resolve => child.on("close", () => resolve(said)));
  });
  const all = await Promise.all(runs).finally(() => clearInterval(deleting));
  expect(new Set(all)).toEqual(new Set([stdout]));
});

test("an ID has half a character in it", async () => {
  const repository = createCatalogued({
    ...base,
    "tasks/odd/1.yaml": 'id: "md#\\uD800"\n',
    "tasks/odd/2.yaml": 'id: "md#\\uFFFD"\n',
    "tasks/odd/3.yaml": 'id: "md#\\uE000"\n',
    "sessions/odd.yaml": 'taskId: "md#\\uD801"\n',
    "sessions/odd2.yaml": 'taskId: "md#\\uE000"\n',
  });
  await keepCatalogOrNone(repository);
  repository.remove("tasks/odd/3.yaml");
  await expectAllSame(repository);
});

test("a file is too large on disk only, for its line ends", async () => {
  const lines = "# a\n".repeat(250_000);
  const repository = createCatalogued({ ...base, "sessions/large.yaml": `taskId: md#2\n${lines}` });
  await keepCatalog(repository);
  repository.write({ ".gitattributes": "*.yaml text eol=crlf\n" });
  repository.remove("sessions/large.yaml");
  repository.git("checkout", "--", "sessions/large.yaml");
  const { stdout } = await expectSame(repository, "check");
  expect(stdout).toContain("large.yaml");
});

async function keepCatalogOrNone(repository: TestRepository): Promise<void> {
  await runMain(repository.path, "check");
}
