import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openGit } from "../../src/git/git.ts";
import { lockNamed } from "../../src/git/locks.ts";
import { createRepository, session, type TestRepository, task } from "../support/repository.ts";

/** One stale session is staged. */
function staleRepository(): TestRepository {
  const repository = createRepository(task("mt#1", "migratedFrom: [md#1]\n"));
  repository.write(session("a", "md#1"));
  repository.git("add", "--all");
  return repository;
}

function lock(repository: TestRepository, name: string): string {
  const path = join(repository.path, ".git", name);
  writeFileSync(path, "");
  return path;
}

test("a lock that stays is waited for in vain, and named with what to do", () => {
  const repository = staleRepository();
  const path = lock(repository, "index.lock");
  const { code, stderr } = repository.sa("fix", "--staged");
  expect(code).toBe(3);
  expect(stderr).toContain(`a killed one left the lock: remove ${path}`);
  expect(repository.read("sessions/a.yaml")).toContain("md#1");
  repository.remove(".git/index.lock");
  expect(repository.sa("fix", "--staged").code).toBe(0);
  expect(repository.show("", "sessions/a.yaml")).toContain("mt#1");
  expect(repository.status()).toBe("A  sessions/a.yaml");
});

test("the lock of the configuration is named, too", () => {
  const repository = staleRepository();
  const path = lock(repository, "config.lock");
  const { code, stderr } = repository.sa("init", "--yes", "--merge-driver");
  expect(code).toBe(3);
  expect(stderr).toContain(`remove ${path}`);
});

test("a lock that goes is waited for", async () => {
  const repository = staleRepository();
  lock(repository, "index.lock");
  const git = openGit(repository.path);
  const added = git.run(["update-index", "--chmod=+x", "README.md"]);
  setTimeout(() => repository.remove(".git/index.lock"), 300);
  await added;
  expect(repository.git("ls-files", "-s", "README.md")).toMatch(/^100755/);
});

test.each([
  "fatal: Unable to create '%': File exists.\n\nAnother git process seems to be running",
  "fatal: »%« konnte nicht erstellt werden: Die Datei existiert bereits.",
  "fatal: impossible de créer '%' : Le fichier existe",
])("the lock is found in %s", words => {
  const repository = createRepository();
  const path = join(repository.path, "a folder/index.lock");
  repository.write({ "a folder/index.lock": "" });
  expect(lockNamed(words.replace("%", path), "/")).toBe(path);
  expect(lockNamed(words.replace("%", `${path}er`), "/")).toBeUndefined();
  // Whoever had it may be done before anybody looks; a file of that name that git speaks of is none.
  repository.remove("a folder/index.lock");
  expect(lockNamed(words.replace("%", path), "/")).toBe(path);
  expect(lockNamed(words.replace("%", "Cargo.lock"), repository.path)).toBeUndefined();
  expect(lockNamed(words.replace("%", "/no folder/index.lock"), "/")).toBeUndefined();
});
