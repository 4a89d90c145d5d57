import { execFileSync } from "node:child_process";
import type { MigrationResult } from "../../src/report/migration-result.ts";
import type { Run, TestRepository } from "./repository.ts";

/** Runs `tasks migrate-backend` from `md` to `mt`. */
export function migrate(repository: TestRepository, ...flags: readonly string[]): Run {
  return repository.sa("tasks", "migrate-backend", "--from", "md", "--to", "mt", ...flags);
}

/** What it prints as JSON, and its exit code. */
export function migrateJson(
  repository: TestRepository,
  ...flags: readonly string[]
): MigrationResult & { readonly code: number } {
  const { code, stdout, stderr } = migrate(repository, "--format", "json", ...flags);
  if (stdout === "") throw new Error(`exited with ${code}\n${stderr}`);
  return { code, ...(JSON.parse(stdout) as MigrationResult) };
}

/** `id targetId status` of every detail. */
export function outcomes({ details }: MigrationResult): readonly string[] {
  return details.map(({ id, targetId, status }) => `${id} ${targetId ?? "-"} ${status}`);
}

/** Every file of the working tree with its content; directories that hold nothing are not there. */
export function filesOf(repository: TestRepository): Readonly<Record<string, string>> {
  const paths = execFileSync(
    "find",
    [".", "-path", "./.git", "-prune", "-o", "-type", "f", "-print0"],
    {
      cwd: repository.path,
      encoding: "utf8",
    },
  )
    .split("\0")
    .filter(path => path !== "")
    .map(path => path.slice(2))
    .sort();
  return Object.fromEntries(paths.map(path => [path, repository.read(path)]));
}
