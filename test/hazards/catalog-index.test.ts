import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createCatalogued, expectAllSame, expectSame, keepCatalog } from "../support/catalogued.ts";
import { type Files, session, type TestRepository, task } from "../support/repository.ts";
import { runMain } from "../support/run-main.ts";

const base: Files = {
  ...task("mt#1", "migratedFrom: [md#1]\n"),
  ...task("md#2"),
  ...task("md#3"),
  ...session("a", "md#2"),
  ...session("b", "md#3"),
  ...session("old", "md#1"),
};

const converting: Readonly<Record<string, (repository: TestRepository) => unknown>> = {
  "a filter": r => {
    r.git("config", "filter.other.smudge", "sed s/md#2/md#9/");
    r.git("config", "filter.other.clean", "sed s/md#9/md#2/");
    r.write({ ".gitattributes": "sessions/a.yaml filter=other\n" });
  },
  "a filter that a macro sets": r => {
    r.git("config", "filter.other.smudge", "sed s/md#2/md#9/");
    r.git("config", "filter.other.clean", "sed s/md#9/md#2/");
    r.write({ ".gitattributes": "[attr]other filter=other\nsessions/a.yaml other\n" });
  },
  "a filter in info/attributes": r => {
    r.git("config", "filter.other.smudge", "sed s/md#2/md#9/");
    r.git("config", "filter.other.clean", "sed s/md#9/md#2/");
    r.write({ ".git/info/attributes": "sessions/a.yaml filter=other\n" });
  },
  "a filter in the user's attributes": r => {
    r.git("config", "filter.other.smudge", "sed s/md#2/md#9/");
    r.git("config", "filter.other.clean", "sed s/md#9/md#2/");
    r.write({ "../attributes": "sessions/a.yaml filter=other\n" });
    r.git("config", "core.attributesFile", join(r.path, "../attributes"));
  },
  "UTF-16": r => r.write({ ".gitattributes": "sessions/a.yaml working-tree-encoding=UTF-16\n" }),
  ident: r => r.write({ ".gitattributes": "sessions/*.yaml ident\n" }),
  "other line ends": r => r.write({ ".gitattributes": "*.yaml text eol=crlf\n" }),
  "other line ends by configuration": r => r.git("config", "core.autocrlf", "true"),
};

test.each(Object.entries(converting))("a file on disk is another by %s", async (_, set) => {
  const ident = session("ident", "md#1", "note: $Id$\n");
  const repository = createCatalogued({ ...base, ...ident });
  set(repository);
  for (const name of ["a", "b", "old", "ident"]) {
    repository.remove(`sessions/${name}.yaml`);
    repository.git("checkout", "--", `sessions/${name}.yaml`);
  }
  await keepCatalog(repository);
  await expectAllSame(repository);
  const before = repository.read("sessions/old.yaml");
  await runMain(repository.path, "check");
  await runMain(repository.path, "fix");
  expect(repository.read("sessions/old.yaml")).toBe(before.replace("md#1", "mt#1"));
});

test("a merge stopped in conflict, of files, links and what one side removed", async () => {
  const repository = createCatalogued(base);
  await keepCatalog(repository);
  const link = (to: string) => symlinkSync(to, join(repository.path, "sessions/link.yaml"));
  repository.git("switch", "--quiet", "-c", "feature");
  link("a.yaml");
  repository.remove("sessions/b.yaml");
  repository.commit("feature", {
    ...session("a", "md#9"),
    ...session("n", "md#3"),
    ...task("md#5"),
  });
  repository.git("switch", "--quiet", "main");
  link("b.yaml");
  repository.commit("main", { ...session("a", "md#8"), ...session("b", "mt#1"), ...task("md#6") });
  for (const args of [
    ["feature", "--into", "main"],
    ["main", "--into", "feature"],
  ]) {
    await expectSame(repository, "check", "--merge", ...args);
    await expectSame(repository, "check", "--format", "json", "--merge", ...args);
  }
  await keepCatalog(repository);
  expect(repository.tryGit("merge", "--quiet", "feature").code).toBe(1);
  const { stdout } = await expectSame(repository, "check", "--staged");
  expect(stdout).toContain("sessions/a.yaml");
  await expectAllSame(repository);
  repository.git("rm", "--quiet", "--cached", "sessions/link.yaml");
  repository.write(session("a", "md#3"));
  repository.git("add", "sessions/a.yaml");
  await expectAllSame(repository);
});
