import { rmSync } from "node:fs";
import { onTestFinished } from "vitest";
import {
  type Files,
  type InitOptions,
  openSandbox,
  repositoryIn,
  type Sandbox,
  type TestRepository,
  taskPath,
} from "./test-repository.ts";

export * from "./test-repository.ts";

/** A sandbox that goes when the test ends. */
export function sandbox(): Sandbox {
  const opened = openSandbox();
  onTestFinished(() => rmSync(opened.path, { recursive: true, force: true }));
  return opened;
}

/** A new repository with one commit, and the hooks installed; it goes when the test ends. */
export function createRepository(files: Files = {}, options: InitOptions = {}): TestRepository {
  return repositoryIn(sandbox(), files, options);
}

/** A task file as the contract shows it. */
export function task(id: string, more = ""): Files {
  return { [taskPath(id)]: `id: ${id}\ntitle: Task ${id}\nstatus: TODO\n${more}` };
}

/** A session file as the contract shows it. */
export function session(name: string, taskId: string, more = ""): Files {
  return { [`sessions/${name}.yaml`]: `session: ${name}\ntaskId: ${taskId}\n${more}` };
}
