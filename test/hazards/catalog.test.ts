import { mkdirSync, renameSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { createCatalogued, expectAllSame } from "../support/catalogued.ts";
import { type Files, session, type TestRepository, task } from "../support/repository.ts";
import { runMain } from "../support/run-main.ts";

/** A task that moved, one that did not, and sessions of both; one is stale from the beginning. */
const base: Files = {
  ...task("mt#1", "migratedFrom: [md#1]\n"),
  ...task("md#2"),
  ...task("md#3"),
  ...session("a", "md#2"),
  ...session("b", "md#3"),
  ...session("old", "md#1"),
  "sessions/sub/c.yaml": "taskId: md#3\n",
  "sessions/sub/d.yaml": "taskId: md#2\n",
};

interface Case {
  readonly files?: Files;
  /** After the first commit, before the catalog is made. */
  readonly before?: (repository: TestRepository) => unknown;
  /** After the catalog was made. */
  readonly change: (repository: TestRepository) => unknown;
  /** What the working tree's report must hold afterwards, so that the case is what it says. */
  readonly says?: string;
}

const onDisk: Readonly<Record<string, Case>> = {
  "nothing changes": { change: () => {}, says: "md#1" },
  "a file is edited": { change: r => r.write(session("a", "md#9")), says: "md#9" },
  "a file is added": { change: r => r.write(session("new", "md#9")), says: "md#9" },
  "a file is added that git ignores": {
    files: { ".gitignore": "*ignored*\n" },
    change: r => r.write(session("ignored", "md#9")),
    says: "md#9",
  },
  "a task is removed": { change: r => r.remove("tasks/md/2.yaml"), says: "md#2" },
  "a session is removed": { change: r => r.remove("sessions/old.yaml"), says: "nothing to report" },
  "a session is renamed": {
    change: r =>
      renameSync(join(r.path, "sessions/sub/c.yaml"), join(r.path, "sessions/sub/a.yaml")),
    says: "duplicate-session",
  },
  "a file is replaced by a folder": {
    change: r => {
      r.remove("sessions/a.yaml");
      r.write({ "sessions/a.yaml/b.yaml": "taskId: md#9\n" });
    },
    says: "md#9",
  },
  "a file is replaced by a symbolic link": {
    change: r => {
      r.remove("tasks/md/2.yaml");
      symlinkSync("3.yaml", join(r.path, "tasks/md/2.yaml"));
    },
    says: "md#2",
  },
  "a folder is replaced by a file": {
    change: r => {
      r.remove("sessions/sub");
      r.write({ "sessions/sub": "taskId: md#9\n" });
    },
  },
  "a folder is replaced by a file that is a session": {
    files: { "sessions/x.yaml/y.yaml": "taskId: md#2\n" },
    change: r => {
      r.remove("sessions/x.yaml");
      r.write({ "sessions/x.yaml": "taskId: md#9\n" });
    },
    says: "md#9",
  },
  "a folder is replaced by a symbolic link out of the repository": {
    change: r => {
      renameSync(join(r.path, "tasks/md"), join(r.path, "../outside"));
      symlinkSync("../../outside", join(r.path, "tasks/md"));
    },
    says: "md#2",
  },
  "all sessions are elsewhere": {
    change: r => {
      renameSync(join(r.path, "sessions"), join(r.path, "../outside"));
      symlinkSync("../outside", join(r.path, "sessions"));
    },
  },
  "a file changes within the second, and keeps its size": {
    change: r => {
      r.write(session("a", "md#3"));
      r.git("add", "--all");
      r.write(session("a", "md#9"));
    },
    says: "md#9",
  },
  "a file changes, and keeps its size and time": {
    before: r => {
      utimesSync(join(r.path, "sessions/a.yaml"), 1, 1);
      r.git("update-index", "--refresh");
    },
    // git looks at whole seconds only, and would not see it within the same one.
    change: async r => {
      await setTimeout(1100);
      r.write(session("a", "md#9"));
      utimesSync(join(r.path, "sessions/a.yaml"), 1, 1);
    },
    says: "md#9",
  },
  "git is told to trust times only": {
    before: r => {
      r.git("config", "core.trustctime", "false");
      r.git("config", "core.checkStat", "minimal");
      utimesSync(join(r.path, "sessions/a.yaml"), 1, 1);
      r.git("update-index", "--refresh");
    },
    change: async r => {
      await setTimeout(1100);
      r.write(session("a", "md#9"));
      utimesSync(join(r.path, "sessions/a.yaml"), 1, 1);
    },
    says: "md#9",
  },
  "a file is assumed to be unchanged": {
    before: r => r.git("update-index", "--assume-unchanged", "sessions/a.yaml"),
    change: r => r.write(session("a", "md#9")),
    says: "md#9",
  },
  "a file is not looked at in the working tree": {
    before: r => r.git("update-index", "--skip-worktree", "sessions/a.yaml"),
    change: r => r.write(session("a", "md#9")),
    says: "md#9",
  },
  "most files are outside a sparse checkout": {
    before: r => r.git("sparse-checkout", "set", "--cone", "tasks/md", "sessions/sub"),
    change: r => r.write({ "sessions/sub/d.yaml": "taskId: md#9\n" }),
    says: "md#9",
  },
  "the checkout becomes sparse": {
    change: r => r.git("sparse-checkout", "set", "--cone", "sessions"),
    says: "md#2",
  },
  "a file is to be added": {
    change: r => {
      r.write(session("new", "md#9"));
      r.git("add", "-N", "sessions/new.yaml");
    },
    says: "md#9",
  },
  "a known file is to be added anew": {
    change: r => {
      r.git("rm", "--quiet", "--cached", "sessions/a.yaml", "tasks/md/3.yaml");
      r.git("add", "-N", "sessions/a.yaml", "tasks/md/3.yaml");
    },
  },
  "a folder with tracked files becomes a repository": {
    change: r => r.git("init", "--quiet", "tasks/md"),
    says: "md#2",
  },
  "a repository that git does not know lies below": {
    change: r => {
      r.git("init", "--quiet", "sessions/nested");
      r.write({ "sessions/nested/x.yaml": "taskId: md#9\n" });
    },
  },
  "a folder of new files looks like a repository": {
    change: r => {
      r.write({ "sessions/nested/x.yaml": "taskId: md#9\n" });
      mkdirSync(join(r.path, "sessions/nested/.git"));
    },
  },
  "a submodule": {
    before: r => {
      const other = r.sibling(join(r.path, "../other"));
      r.git("init", "--quiet", other.path);
      other.commit("there", { "x.yaml": "taskId: md#9\n" });
      r.git("submodule", "--quiet", "add", other.path, "sessions/module");
      r.git("commit", "--quiet", "--no-verify", "-m", "submodule");
    },
    change: r => r.write({ "sessions/module/y.yaml": "taskId: md#9\n" }),
  },
  "files lie where a submodule should be": {
    before: r => {
      const head = r.git("rev-parse", "HEAD");
      r.git("update-index", "--add", "--cacheinfo", `160000,${head},sessions/module`);
      r.git("commit", "--quiet", "--no-verify", "-m", "submodule");
    },
    change: r => r.write({ "sessions/module/y.yaml": "taskId: md#9\n" }),
    says: "md#9",
  },
  "symbolic links are files here": {
    before: r => {
      symlinkSync("taskId: md#9", join(r.path, "sessions/link.yaml"));
      r.commit("a link");
      r.git("config", "core.symlinks", "false");
    },
    change: r => {
      r.remove("sessions/link.yaml");
      r.git("checkout", "--quiet", "--", "sessions/link.yaml");
    },
    says: "md#9",
  },
  "HEAD is unborn": {
    change: r => {
      r.git("switch", "--quiet", "--orphan", "other");
      r.write({ ...task("md#2"), ...session("a", "md#9") });
      r.git("add", "--all");
    },
    says: "md#9",
  },
  "the index is gone": { change: r => r.remove(".git/index") },
  "a name is no UTF-8": {
    before: r => {
      for (const end of ["\\376", "\\377"]) {
        r.run("sh", ["-c", `printf 'taskId: md#9\\n' > "$(printf 'sessions/${end}.yaml')"`]);
      }
      r.commit("names");
    },
    change: r => r.run("sh", ["-c", "rm sessions/*[!-~].yaml"]),
  },
  "a name holds a line break, and others need quotes": {
    change: r => r.write({ 'sessions/x\ny "ü".yaml': "taskId: md#9\n" }),
    says: "md#9",
  },
};

for (const [name, { files = {}, before, change, says }] of Object.entries(onDisk)) {
  test(`on disk: ${name}`, async () => {
    const repository = createCatalogued({ ...base, ...files });
    before?.(repository);
    await runMain(repository.path, "check");
    await change(repository);
    await expectAllSame(repository, [["check"], ["check", "--staged"]]);
    if (says !== undefined) {
      expect((await runMain(repository.path, "check")).stdout).toContain(says);
    }
  });
}
