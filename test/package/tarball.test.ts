import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { recipe, root } from "../support/recipes.ts";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";
import { pack } from "../support/tarball.ts";

test("the packed tarball, installed in a scratch repository, repairs a merge through its hooks", () => {
  const tarball = pack().path;
  const repository = createRepository({ ...task("md#123"), ".gitignore": "node_modules\n" });
  repository.write({ "package.json": '{ "name": "scratch", "private": true }\n' });
  const install = repository.run("npm", ["install", "--prefer-offline", "--no-audit", tarball]);
  expect(install.code, install.stderr).toBe(0);
  expectFewPackages(repository);
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

  const shown = readmeExample();
  const programs = { "consumer.mts": consumer, "readme.mts": shown.program };
  repository.write({ ...programs, "tsconfig.json": consumerConfig });
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

  // As the README says, of a session that was left behind.
  repository.write(session("fix-login", "md#123"));
  const example = repository.run(process.execPath, ["readme.mjs"]);
  expect(example.stderr).toBe("");
  expect(example.stdout.trim().split("\n")).toEqual(shown.results);
});

/** What npm has installed: few packages, those that the library loads, and none with a script to run. */
function expectFewPackages(repository: TestRepository): void {
  const lock = JSON.parse(repository.read("node_modules/.package-lock.json")) as Lock;
  const installed = Object.entries(lock.packages);
  const ours = lock.packages["node_modules/session-assoc"];
  // Whoever needs more raises these, and says why in the commit.
  expect(Object.keys(ours?.dependencies ?? {}).length).toBeLessThanOrEqual(6);
  expect(installed.length - 1).toBeLessThanOrEqual(30);
  expect(installed.filter(([, one]) => one.hasInstallScript).map(([path]) => path)).toEqual([]);
}

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      { readonly dependencies?: Readonly<Record<string, string>>; readonly hasInstallScript?: true }
    >
  >;
}

/** The library's example in the README, made to print its results, and the results that it promises. */
function readmeExample(): { readonly program: string; readonly results: readonly string[] } {
  const [, text = ""] = /^```ts\n(.*?)^```$/ms.exec(recipe("README.md")) ?? [];
  const results = [...text.matchAll(/\/\/ (\{.*\}|\[.*\]|true)/g)].map(([, result = ""]) =>
    JSON.stringify(parse(result)),
  );
  expect(results).toHaveLength(3);
  const program = text.replace(/^await (.*);/gm, "console.log(JSON.stringify(await $1));");
  return { program, results };
}

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
  files: ["consumer.mts", "readme.mts"],
});
