import { rmSync } from "node:fs";
import { openSandbox, repositoryIn, type TestRepository } from "../support/test-repository.ts";
import { storyHooks } from "../witness/story.ts";

/** Gives a new repository with the hooks of stories, which goes afterwards. */
export async function inSandbox<T>(use: (repository: TestRepository) => Promise<T>): Promise<T> {
  const sandbox = openSandbox();
  // The tool runs in this process, too.
  Object.assign(process.env, sandbox.environment);
  try {
    return await use(repositoryIn(sandbox, {}, { hooks: storyHooks }));
  } finally {
    rmSync(sandbox.path, { recursive: true, force: true });
  }
}
