import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { limits } from "../../src/limits.ts";
import {
  createRepository,
  type Files,
  type InitOptions,
  type TestRepository,
} from "./repository.ts";
import { runMain } from "./run-main.ts";

/**
 * Repositories of which catalogs are made. In this process a few files are enough for one, so that
 * a test can have a repository of its own; what is built keeps its limit.
 */
const fewFiles = 20;

type Changeable = { -readonly [K in keyof typeof limits]: number };

/** Session and task files with nothing wrong, which no test changes. */
export function fillers(count: number): Files {
  const half = Math.ceil(count / 2);
  const numbers = Array.from({ length: half }, (_, i) => i + 1000);
  return Object.fromEntries(
    numbers.flatMap(i => [
      [`tasks/fill/${i}.yaml`, `id: fill#${i}\ntitle: Task ${i}\n`],
      [`sessions/fill-${i}.yaml`, `session: fill-${i}\ntaskId: fill#${i}\n`],
    ]),
  );
}

/** A repository with enough files for a catalog in this process, whose environment is its own. */
export function createCatalogued(files: Files = {}, options: InitOptions = {}): TestRepository {
  const repository = createRepository({ ...fillers(2 * fewFiles), ...files }, options);
  enter(repository);
  return repository;
}

/** Commands in this process see the environment of a repository, and make catalogs of few files. */
export function enter({ environment }: TestRepository, files = fewFiles): void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const changeable: Changeable = limits;
  const { cataloguedFiles } = changeable;
  changeable.cataloguedFiles = files;
  onTestFinished(() => {
    changeable.cataloguedFiles = cataloguedFiles;
    vi.unstubAllEnvs();
  });
}

export function catalogsOf(repository: TestRepository): readonly string[] {
  const folder = catalogFolder(repository);
  return existsSync(folder) ? readdirSync(folder).map(name => join(folder, name)) : [];
}

export function catalogFolder(repository: TestRepository): string {
  const common = repository.git("rev-parse", "--git-common-dir");
  return resolve(repository.path, common, "session-assoc", "catalogs");
}

export function dropCatalogs(repository: TestRepository): void {
  rmSync(catalogFolder(repository), { recursive: true, force: true });
}

/** Makes the catalog of HEAD, which the next command finds. */
export async function keepCatalog(repository: TestRepository): Promise<void> {
  await runMain(repository.path, "check");
  expect(catalogsOf(repository)).not.toEqual([]);
}

/** What a command that makes no catalog and uses none prints. */
async function runWithout(repository: TestRepository, command: readonly string[]) {
  const changeable: Changeable = limits;
  const { cataloguedFiles } = changeable;
  changeable.cataloguedFiles = Number.POSITIVE_INFINITY;
  dropCatalogs(repository);
  try {
    const run = await runMain(repository.path, ...command);
    expect(catalogsOf(repository)).toEqual([]);
    return run;
  } finally {
    changeable.cataloguedFiles = cataloguedFiles;
  }
}

/**
 * Runs a command that only reads with the catalogs that are kept, and without any: it must print the
 * same, and end with the same code. Afterwards none is kept.
 * @returns what it prints
 */
export async function expectSame(repository: TestRepository, ...command: readonly string[]) {
  const kept = await runMain(repository.path, ...command);
  const without = await runWithout(repository, command);
  expect({ command, ...kept }).toEqual({ command, ...without });
  return without;
}

const everyLook = [
  ["check", "--format", "json"],
  ["check", "--staged", "--format", "json"],
  ["fix", "--dry-run"],
] as const;

/** All looks at a repository are the same with and without catalogs; each finds the same old one. */
export async function expectAllSame(
  repository: TestRepository,
  looks: readonly (readonly string[])[] = everyLook,
): Promise<void> {
  const old = new Map(looks.map(look => [look, [] as Awaited<ReturnType<typeof runMain>>[]]));
  for (const look of looks) old.get(look)?.push(await runMain(repository.path, ...look));
  dropCatalogs(repository);
  for (const look of looks) old.get(look)?.push(await runMain(repository.path, ...look));
  for (const look of looks) {
    const without = await runWithout(repository, look);
    for (const run of old.get(look) ?? []) {
      expect({ look, ...run }).toEqual({ look, ...without });
    }
  }
}
