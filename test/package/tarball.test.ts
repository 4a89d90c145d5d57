import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRepository, sandbox, session, task } from "../support/repository.ts";

const root = join(import.meta.dirname, "../..");

/** Packs what `npm publish` would publish; the build is the one that the tests use. */
function pack(): string {
  const { path, environment } = sandbox();
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", path];
  const name = execFileSync("npm", args, { cwd: root, env: environment, encoding: "utf8" });
  return join(path, name.trim());
}

test("the packed tarball, installed in a scratch repository, repairs a merge through its hooks", () => {
  const tarball = pack();
  const repository = createRepository({ ...task("md#123"), ".gitignore": "node_modules\n" });
  repository.write({ "package.json": '{ "name": "scratch", "private": true }\n' });
  const install = repository.run("npm", ["install", "--prefer-offline", "--no-audit", tarball]);
  expect(install.code, install.stderr).toBe(0);
  repository.commit("install session-assoc");
  repository.run("sh", ["-c", "cp node_modules/session-assoc/hooks/* .git/hooks/"]);

  repository.git("switch", "--quiet", "-c", "feature");
  repository.commit("add a session", session("fix-login", "md#123"));
  repository.git("switch", "--quiet", "main");
  repository.migrate("md#123", "mt#123");
  // The sandbox's own session-assoc is out of reach: only the installed one can be found.
  const PATH = process.env.PATH;
  const merge = repository.run("git", ["merge", "--no-edit", "feature"], { env: { PATH } });
  expect(merge.stderr).toContain("the merge commit holds the rewritten IDs");
  expect(repository.show("HEAD", "sessions/fix-login.yaml")).toContain("taskId: mt#123\n");
  expect(repository.parents()).toHaveLength(2);
  expect(repository.status()).toBe("");

  const library = `
    import { check, openRepository, commitSnapshot, settingsOfCommit } from "session-assoc";
    const repository = await openRepository(process.cwd());
    const head = (await repository.git.run(["rev-parse", "HEAD^2"])).trim();
    const settings = await settingsOfCommit(repository, head);
    const { findings } = await check(repository, commitSnapshot(repository, head), settings);
    console.log(JSON.stringify(findings));`;
  const used = repository.run(process.execPath, ["--input-type=module", "-e", library]);
  expect(used).toEqual({ code: 0, stdout: "[]\n", stderr: "" });

  repository.write({ "consumer.mts": consumer, "tsconfig.json": consumerConfig });
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const compiled = repository.run(process.execPath, [tsc, "-p", "."]);
  expect(compiled.stdout).toBe("");
  const consumed = repository.run(process.execPath, ["consumer.mjs"]);
  expect(consumed.stderr).toBe("");
  expect(JSON.parse(consumed.stdout)).toEqual({
    updated: {
      ...{ sessionsFound: 2, sessionsUpdated: 1, updatedSessions: ["a"] },
      errors: ["Failed to update session b: no"],
    },
    stored: [["a", { taskId: "9" }]],
    found: ["fix-login"],
    has: false,
    meaning: "moved",
    fixed: 0,
    planned: { success: true, dryRun: true, migrated: 1 },
  });
});

/** What a program of somebody else's does with the library, and its types. */
const consumer = `
  import {
    check, findSessionsByTaskId, fix, hasSessionsForTask, openRepository, parseTaskId, resolve,
    type SessionProvider, settingsOfWorktree, TasksMigrateBackendCommand,
    updateSessionTaskAssociation, worktreeSnapshot,
  } from "session-assoc";

  const stored: unknown[] = [];
  const sessionProvider: SessionProvider = {
    listSessions: () => [
      { session: "a", taskId: "7" },
      { sessionId: "b", taskId: "md#7" },
      { session: "c", taskId: "7", backend: "gh" },
    ],
    updateSession: async (name, update) => {
      if (name === "b") throw new Error("no");
      stored.push([name, update]);
    },
  };
  const updated = await updateSessionTaskAssociation("md#7", "mt#9", { sessionProvider });
  const repository = await openRepository(".");
  const settings = await settingsOfWorktree(repository.topLevel ?? "");
  const snapshot = worktreeSnapshot(repository.git, repository.topLevel ?? "", ["HEAD"]);
  const taskId = parseTaskId("md#123");
  if (taskId === undefined) throw new Error("md#123 is an ID");
  const meaning = await resolve(repository, snapshot, settings, taskId);
  const fixes = await fix(repository, await check(repository, snapshot, settings));
  const plan = await new TasksMigrateBackendCommand().execute({ from: "mt", to: "gh" });
  const { success, dryRun, migrated } = plan;
  console.log(JSON.stringify({
    updated,
    stored,
    found: await findSessionsByTaskId("md#123"),
    has: await hasSessionsForTask("md#404"),
    meaning: meaning.status,
    fixed: fixes.length,
    planned: { success, dryRun, migrated },
  }));
`;

const consumerConfig = JSON.stringify({
  compilerOptions: {
    ...{ module: "nodenext", target: "es2023", strict: true, skipLibCheck: false },
    typeRoots: [join(root, "node_modules/@types")],
    types: ["node"],
  },
  files: ["consumer.mts"],
});

test("the tarball holds the command line, the library with types, the schemas, the hooks, and nothing else", () => {
  const listing = execFileSync("tar", ["-tzf", pack()], { encoding: "utf8" });
  const files = listing.trim().split("\n");
  const other = files.filter(file => !/^package\/(dist\/lib\/.*\.(js|d\.ts))$/.test(file)).sort();
  expect(other).toEqual([
    "package/LICENSE",
    "package/README.md",
    "package/dist/cli.js",
    "package/dist/schemas/config.json",
    "package/dist/schemas/session.json",
    "package/dist/schemas/task.json",
    "package/hooks/post-merge",
    "package/hooks/post-rewrite",
    "package/hooks/pre-commit",
    "package/hooks/pre-merge-commit",
    "package/hooks/pre-push",
    "package/hooks/pre-receive",
    "package/package.json",
  ]);
  expect(files).toContain("package/dist/lib/index.d.ts");
});
