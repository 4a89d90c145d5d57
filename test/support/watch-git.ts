import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestRepository } from "./repository.ts";

/** Notes every git process that runs from now on; each call answers with those since the last. */
export function watchGit(repository: TestRepository): () => readonly string[] {
  const real = repository.run("sh", ["-c", "command -v git"]).stdout.trim();
  const notes = join(repository.path, "../notes");
  const wrapper = join(repository.path, "../bin/git");
  writeFileSync(wrapper, `#!/bin/sh\necho "$*" >>"${notes}"\nexec "${real}" "$@"\n`);
  chmodSync(wrapper, 0o755);
  return () => {
    const lines = existsSync(notes) ? readFileSync(notes, "utf8").trimEnd().split("\n") : [];
    rmSync(notes, { force: true });
    return lines;
  };
}
