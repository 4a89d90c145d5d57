import { join } from "node:path";
import type { TestRepository } from "../support/test-repository.ts";
import { directionAt, type History, type Workshop } from "./workshop.ts";

interface Fork {
  readonly name: string;
  readonly clone: TestRepository;
}

/**
 * Forks that are merged months later, as on GitHub: each is a clone without hooks, whose owner pulls
 * from upstream now and then, works on old IDs meanwhile, and brings tasks of a backend that upstream
 * has left. Upstream merges what is offered, by `--no-ff` as the button does.
 */
export const staleForks: History = async (shop, merges) => {
  for (let i = 0; i < 12; i++) await shop.addTask("md");
  const forks = ["ada", "ben", "cleo", "dan"].map(name => fork(shop, name));
  for (let month = 0; shop.merges < merges; month++) {
    const { from, to } = directionAt(month / 4);
    for (const { name, clone } of forks) {
      shop.addSession(`${name}-${month}`, clone);
      if (month > 2 && shop.chance(0.3)) shop.touchSession(`${name}-${month - 2}`, clone);
      if (shop.chance(0.2)) await shop.addTask(from, clone);
    }
    shop.branch(`work-${month}`, "main");
    shop.addSession(`work-${month}`);
    shop.switch("main");
    await shop.migrate(from, to, 3);
    await shop.addTask(to);
    await shop.merge(`work-${month}`, "no-ff");
    for (const { name, clone } of forks) {
      if (!shop.chance(0.35)) continue;
      shop.repository.git("fetch", "--quiet", clone.path, `+main:${name}`);
      await shop.merge(name, "no-ff");
      if (shop.chance(0.6)) pull(clone);
    }
  }
};

function fork({ repository }: Workshop, name: string): Fork {
  const clone = repository.sibling(join(repository.path, "..", name));
  repository.git("clone", "--quiet", repository.path, clone.path);
  return { name, clone };
}

/** Nobody looks at what comes: what is stale then is found by upstream. */
function pull(clone: TestRepository): void {
  clone.git("pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main");
}
