import { expect, test } from "vitest";
import { migrate } from "../support/migration.ts";
import { createRepository, type Files, session, task } from "../support/repository.ts";
import { watchGit } from "../support/watch-git.ts";

test.each([[["--execute"]], [["--execute", "--commit"]], [["--keep-source", "--execute"]]])(
  "the number of git processes of %j does not grow with that of tasks and sessions",
  flags => {
    const [few, many] = [5, 300].map(count => {
      const ids = Array.from({ length: count }, (_, i) => i + 1);
      const files: Files[] = ids.map(i => ({
        ...task(`md#${i}`, `parent: md#${(i % count) + 1}\n`),
        ...session(`s${i}`, `md#${i}`),
      }));
      const repository = createRepository(Object.assign({}, ...files, task("mt#1")), { hooks: [] });
      const noted = watchGit(repository);
      expect(migrate(repository, ...flags).code).toBe(0);
      expect(repository.read(`sessions/s${count}.yaml`)).toContain(`mt#${count}`);
      return noted().length;
    });
    expect(few).toBeGreaterThan(0);
    expect(many).toBe(few);
    expect(few).toBeLessThan(20);
  },
);
