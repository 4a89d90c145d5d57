import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { edit, partWithDriver } from "../support/merge-driver.ts";
import {
  allHooks,
  createRepository,
  type Run,
  session,
  type TestRepository,
  task,
} from "../support/repository.ts";
import { treeOf } from "../support/tree.ts";
import { watchGit } from "../support/watch-git.ts";

const a = "sessions/a.yaml";
const more = "backend: md\nstatus: open # or done\nowner: ada\n";
const base = { ...task("md#1"), ...task("md#2"), ...session("a", "md#2", more) };

const change =
  (...changes: readonly (readonly [string, string])[]) =>
  (repository: TestRepository): string =>
    repository.commit("change a", edit(repository, a, ...changes));

const done = change(["open", "done"]);
const bob = change(["ada", "bob"]);
const both = "session: a\ntaskId: md#2\nbackend: md\nstatus: done # or done\nowner: bob\n";

function merge(repository: TestRepository): Run {
  return mergeOf(repository, "feature");
}

function mergeOf(repository: TestRepository, other: string): Run {
  return repository.tryGit("merge", "--no-edit", other);
}

/** main changes one key, feature its neighbour. */
const neighbours = (): TestRepository => partWithDriver(base, done, bob);

describe("two branches that change neighbouring keys of one session", () => {
  test("merge, and would not without the driver", () => {
    const repository = neighbours();
    writeFileSync(join(repository.path, ".git/info/attributes"), "sessions/** merge=text\n");
    expect(merge(repository).code).toBe(1);
    repository.git("merge", "--abort");
    rmSync(join(repository.path, ".git/info/attributes"));

    expect(merge(repository)).toMatchObject({ code: 0, stderr: "" });
    expect(repository.read(a)).toBe(both);
    expect(repository.status()).toBe("");
  });

  test("can be rebased, cherry-picked, reverted, and popped from a stash", () => {
    const repository = neighbours();
    const main = repository.git("rev-parse", "main");
    const start = (): void => {
      repository.git("reset", "--quiet", "--hard", main);
      expect(repository.read(a)).toContain("ada");
    };
    repository.git("cherry-pick", "feature");
    expect(repository.read(a)).toBe(both);
    repository.git("revert", "--no-edit", "HEAD~1");
    expect(repository.read(a)).toBe(both.replace("done #", "open #"));

    start();
    repository.git("switch", "--quiet", "--detach", "feature");
    repository.git("rebase", "main");
    expect(repository.read(a)).toBe(both);
    repository.git("switch", "--quiet", "--detach", "feature");
    repository.git("rebase", "--apply", "main");
    expect(repository.read(a)).toBe(both);

    repository.git("switch", "--quiet", "main");
    repository.git("reset", "--quiet", "--hard", "main~1");
    repository.write(edit(repository, a, ["ada", "bob"]));
    repository.git("stash", "--quiet");
    repository.git("reset", "--quiet", "--hard", main);
    repository.git("stash", "pop", "--quiet");
    expect(repository.read(a)).toBe(both);
  });

  testSinceGit(38)("merge without a working tree, also in a bare repository", () => {
    const repository = neighbours();
    const tree = repository.git("merge-tree", "--write-tree", "main", "feature");
    expect(repository.show(tree, a)).toBe(both);

    const bare = repository.sibling(join(repository.path, "../bare.git"));
    repository.git("clone", "--quiet", "--bare", ".", bare.path);
    bare.git("config", "merge.session-assoc.driver", "session-assoc merge-driver %O %A %B %L %P");
    // In a bare repository git 2.39 reads attributes from the info folder only.
    writeFileSync(join(bare.path, "info/attributes"), "sessions/** merge=session-assoc\n");
    const inBare = bare.git("merge-tree", "--write-tree", "main", "feature");
    expect(bare.show(inBare, a)).toBe(both);
    expect(bare.tryGit("cat-file", "-e", `${inBare}:${a}`).code).toBe(0);
  });

  test("merge in a linked worktree, and started in a folder below", () => {
    const repository = neighbours();
    const linked = repository.sibling(join(repository.path, "../linked"));
    repository.git("worktree", "add", "--quiet", linked.path, "-b", "other", "main");
    expect(linked.run("git", ["merge", "--no-edit", "feature"], { in: "sessions" }).code).toBe(0);
    expect(linked.read(a)).toBe(both);
  });

  test("merge with CRLF, a byte order mark and emoji, which stay", () => {
    const odd = (text: string): string => `\uFEFF${text}`.replaceAll("\n", "\r\n");
    const text = `session: a\ntaskId: md#2\n# 🙂 é\nstatus: open\nowner: ada\n`;
    const write = (from: string, to: string) => (repository: TestRepository) =>
      repository.commit("change", { [a]: odd(text.replace(from, to)) });
    const repository = partWithDriver(
      { ...base, [a]: odd(text) },
      write("open", "🙃"),
      write("ada", "bób"),
    );
    expect(merge(repository)).toMatchObject({ code: 0, stderr: "" });
    expect(repository.read(a)).toBe(odd(text.replace("open", "🙃").replace("ada", "bób")));
    expect(repository.status()).toBe("");
  });

  test("merge where both added the file", () => {
    const { [a]: text = "" } = base as Record<string, string>;
    const without = { ...task("md#1"), ...task("md#2") };
    const repository = partWithDriver(
      without,
      one => one.commit("add", { [a]: `${text}x: 1\n` }),
      one => one.commit("add", { [a]: `${text}y: 1\n` }),
    );
    expect(merge(repository)).toMatchObject({ code: 0 });
    expect(repository.read(a)).toBe(`${text}x: 1\ny: 1\n`);
  });

  test("merge where one of them renamed the file", () => {
    const repository = partWithDriver(base, done, one => {
      one.git("mv", a, "sessions/b.yaml");
      one.commit("rename", edit(one, "sessions/b.yaml", ["ada", "bob"]));
    });
    expect(merge(repository)).toMatchObject({ code: 0 });
    expect(repository.read("sessions/b.yaml")).toBe(both);
  });
});

describe("two IDs of one task", () => {
  const says = (text: string): string => `session-assoc: ${text}\n`;
  const stays = says("sessions/a.yaml: md#1 and mt#1 are one task; mt#1 stays");
  const migrates =
    (options: { readonly record?: boolean } = {}) =>
    (repository: TestRepository): string => {
      repository.migrate("md#1", "mt#1", options);
      return change(["md#2", "mt#1"], ["open", "done"])(repository);
    };
  const old = change(["md#2", "md#1"], ["ada", "bob"]);
  const merged = both.replace("md#2", "mt#1");

  test.each([
    ["ours is the present one", migrates(), old],
    ["theirs is", old, migrates()],
    ["ours is, and no file records the migration", migrates({ record: false }), old],
    ["theirs is, and no file records it", old, migrates({ record: false })],
  ])("are no conflict: %s", (_, main, feature) => {
    const repository = partWithDriver(base, main, feature);
    expect(merge(repository)).toMatchObject({ code: 0, stderr: stays });
    expect(repository.read(a)).toBe(merged);
    expect(repository.findings()).toEqual([]);
  });

  test("are no conflict in a rebase, wherever the migration is", () => {
    const repository = partWithDriver(base, migrates(), old);
    repository.git("switch", "--quiet", "--detach", "feature");
    expect(repository.tryGit("rebase", "main")).toMatchObject({ code: 0 });
    expect(repository.read(a)).toBe(merged);

    repository.git("switch", "--quiet", "--detach", "main");
    expect(repository.tryGit("rebase", "feature")).toMatchObject({ code: 0 });
    expect(repository.read(a)).toBe(merged);
  });

  test("are no conflict in a cherry-pick to where the migration is known, and one from there", () => {
    const repository = partWithDriver(base, migrates(), old);
    expect(repository.tryGit("cherry-pick", "feature")).toMatchObject({ code: 0 });
    expect(repository.read(a)).toBe(merged);

    // Of a single pick git shows its driver nothing but HEAD.
    repository.git("switch", "--quiet", "feature");
    expect(repository.tryGit("cherry-pick", "main~1").code).toBe(1);
    expect(repository.status()).toBe(`UU ${a}`);
    expect(repository.read(a)).toContain(
      "<<<<<<< ours\ntaskId: md#1\n=======\ntaskId: mt#1\n>>>>>>> theirs\n",
    );
  });

  testSinceGit(38)("are a conflict where nothing that is merged knows of a migration", () => {
    const repository = partWithDriver({ ...base, ...task("gh#5") }, migrates(), old);
    repository.git("switch", "--quiet", "--create", "elsewhere", "main~2");
    // HEAD is neither side, so that what it knows of tasks counts for nothing.
    const run = repository.tryGit("merge-tree", "--write-tree", "main", "feature");
    expect(run.code).toBe(1);
    expect(repository.show(run.stdout.split("\n")[0] ?? "", a)).toContain(
      "<<<<<<< ours\ntaskId: mt#1\n=======\ntaskId: md#1\n>>>>>>> theirs\n",
    );
  });

  test("are a conflict where one of them was used twice", () => {
    const reuses = (repository: TestRepository): string => {
      repository.migrate("md#1", "mt#1");
      repository.commit("use the number again", task("md#1", "of: another\n"));
      return change(["md#2", "mt#1"])(repository);
    };
    const repository = partWithDriver(base, reuses, old);
    expect(merge(repository)).toMatchObject({ code: 1 });
    expect(repository.read(a)).toContain(
      "<<<<<<< ours\ntaskId: mt#1\n=======\ntaskId: md#1\n>>>>>>> theirs\n",
    );
  });

  test("that are both old: ours stays, and the hooks bring it up to date", () => {
    const repository = partWithDriver(
      { ...base, ...task("gh#1", "migratedFrom: [md#8, mt#8]\n") },
      change(["md#2", "md#8"]),
      change(["md#2", "mt#8"]),
      { hooks: allHooks },
    );
    const run = merge(repository);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("sessions/a.yaml: mt#8 and md#8 are one task; md#8 stays");
    expect(run.stderr).toContain("sessions/a.yaml:2:9  fixed  md#8 → gh#1");
    expect(repository.show("HEAD", a)).toContain("taskId: gh#1\n");
    expect(repository.status()).toBe("");
  });

  test("start a number of git processes that does not grow with the tasks", () => {
    const many = Object.assign({}, ...Array.from({ length: 40 }, (_, i) => task(`gh#${i}`)));
    const repository = partWithDriver({ ...base, ...many }, migrates(), old);
    const calls = watchGit(repository);
    expect(merge(repository).code).toBe(0);
    expect(calls().length).toBeLessThan(20);
  });
});

describe("two tasks", () => {
  const conflicted = (): TestRepository =>
    partWithDriver(
      base,
      change(["md#2", "md#1"], ["open", "done"]),
      change(["md#2", "gh#7"], ["ada", "bob"]),
    );
  const marks = "<<<<<<< ours\ntaskId: md#1\n=======\ntaskId: gh#7\n>>>>>>> theirs\n";
  const text = both.replace("taskId: md#2\n", marks);

  test("are a conflict like any other, with marks around their line alone", () => {
    const repository = conflicted();
    expect(merge(repository)).toMatchObject({ code: 1 });
    expect(repository.status()).toBe(`UU ${a}`);
    expect(repository.read(a)).toBe(text);

    repository.git("checkout", "--quiet", "--ours", "--", a);
    expect(repository.read(a)).toBe(repository.show("HEAD", a));
    repository.git("checkout", "--quiet", "--merge", "--", a);
    expect(repository.read(a)).toBe(text);
    repository.write({ [a]: text.replace(marks, "taskId: md#1\n") });
    repository.git("commit", "--quiet", "--all", "--no-edit");
    expect(repository.parents()).toHaveLength(2);
  });

  test("are shown with what was there before where the user wants that", () => {
    const repository = conflicted();
    repository.git("config", "merge.conflictStyle", "diff3");
    expect(merge(repository).code).toBe(1);
    expect(repository.read(a)).toBe(
      text.replace("=======\n", "||||||| base\ntaskId: md#2\n=======\n"),
    );
  });

  test("have marks of the length that attributes ask for", () => {
    const repository = conflicted();
    writeFileSync(
      join(repository.path, ".git/info/attributes"),
      "sessions/** conflict-marker-size=12\n",
    );
    expect(merge(repository).code).toBe(1);
    expect(repository.read(a)).toContain(`${"<".repeat(12)} ours\ntaskId: md#1\n`);
  });
});

describe("other conflicts", () => {
  test("a file that one side removed and the other changed never comes to the driver", () => {
    const repository = partWithDriver(base, done, one => {
      one.remove(a);
      one.commit("remove");
    });
    expect(merge(repository).code).toBe(1);
    expect(repository.status()).toBe(`UD ${a}`);
  });

  test("a criss-cross, whose common ancestor holds marks, is merged as git does", () => {
    const repository = partWithDriver(base, done, change(["open", "shut"]));
    repository.git("branch", "first-main", "main");
    const resolve = (other: string): void => {
      expect(mergeOf(repository, other).code).toBe(1);
      repository.write({ [a]: both.replace("bob", "ada") });
      repository.git("commit", "--quiet", "--all", "--no-edit");
    };
    resolve("feature");
    repository.git("switch", "--quiet", "feature");
    resolve("first-main");
    change(["ada", "bob\n\n\nend: 1"])(repository);
    repository.git("switch", "--quiet", "main");
    change(["session: a", "session: b"])(repository);
    expect(repository.git("merge-base", "--all", "main", "feature").split("\n")).toHaveLength(2);

    const { code } = merge(repository);
    const text = repository.read(a);
    repository.git("reset", "--quiet", "--hard", "ORIG_HEAD");
    writeFileSync(join(repository.path, ".git/info/attributes"), "sessions/** merge=text\n");
    const plain = merge(repository);
    const labelled = repository
      .read(a)
      .replace(" HEAD\n", " ours\n")
      .replace(" feature\n", " theirs\n");
    expect([code, text]).toEqual([plain.code, labelled]);
  });

  test("what is not UTF-8, too large or binary is merged as git does", () => {
    const latin = (text: string): Buffer => Buffer.from(text, "latin1");
    const large = (text: string): string => `${text}\nx: ${"x".repeat(1024 * 1024)}\n\nz: 1\n`;
    const write = (word: string) => (repository: TestRepository) =>
      repository.commit("change", {
        "sessions/latin.yaml": latin(
          word === "ours" ? "a: \xe9\n1\n2\nb: 2\n" : "a: \xe8\n1\n2\nb: 1\n",
        ),
        "sessions/large.yaml": word === "ours" ? large("a: 2") : `${large("a: 1")}y: 1\n`,
        "sessions/binary.yaml": Buffer.from([0, word.length]),
      });
    const repository = partWithDriver(
      {
        "sessions/latin.yaml": latin("a: \xe9\n1\n2\nb: 1\n"),
        "sessions/large.yaml": large("a: 1"),
        "sessions/binary.yaml": Buffer.from([0, 1]),
      },
      write("ours"),
      write("theirs"),
    );
    expect(merge(repository).code).toBe(1);
    expect(repository.status()).toContain("UU sessions/binary.yaml");
    expect(repository.run("od", ["-An", "-tx1", "sessions/binary.yaml"]).stdout.trim()).toBe(
      "00 04",
    );
    const latinBytes = repository.run("od", ["-An", "-c", "sessions/latin.yaml"]).stdout;
    expect(latinBytes).toContain("350");
    expect(latinBytes.replace(/\s+/g, " ")).toContain("b : 2");
    const largeText = repository.read("sessions/large.yaml");
    expect([largeText.slice(0, 5), largeText.slice(-5)]).toEqual(["a: 2\n", "y: 1\n"]);
  });

  test("a configuration that cannot be read leaves lines to be merged, and says so", () => {
    const repository = partWithDriver(
      { ...base, ".session-assoc.yaml": "sesions: []\n" },
      done,
      bob,
    );
    const run = merge(repository);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("session-assoc: sessions/a.yaml: merged line by line, because");
    expect(repository.read(a)).toContain("<<<<<<< ours\nstatus: done # or done\nowner: ada\n");
  });
});

describe("names of files are not trusted", () => {
  test.each([
    'sessions/it\'s a "name" & more $(touch pwned).yaml',
    "sessions/--help.yaml",
    "sessions/esc\u001b[31m\nline.yaml",
    "sessions/-x;touch pwned.yaml",
  ])("%j", path => {
    const write = (text: string) => (repository: TestRepository) =>
      repository.commit("change", { [path]: text, "--cwd=x.yaml": text });
    const repository = partWithDriver(
      {
        ".gitattributes": "*.yaml merge=session-assoc\n",
        ...task("md#1"),
        ...task("mt#2", "migratedFrom: [md#2]\n"),
      },
      write("session: a\ntaskId: md#2\nx: 1\ny: 2\n"),
      write("session: a\ntaskId: mt#2\nx: 2\ny: 2\n"),
    );
    // Both added it: the values of x differ, so that it conflicts; the names of the task do not.
    const run = merge(repository);
    expect(run.code).toBe(1);
    expect(repository.read(path)).toBe(
      "session: a\ntaskId: mt#2\n<<<<<<< ours\nx: 1\n=======\nx: 2\n>>>>>>> theirs\ny: 2\n",
    );
    expect(run.stderr).toContain("md#2 and mt#2 are one task; mt#2 stays");
    expect(run.stderr).not.toContain("\u001b");
    // Taken for an option it only loses its kind: its lines are merged.
    expect(repository.read("--cwd=x.yaml")).toContain("<<<<<<< ours\ntaskId: md#2\nx: 1\n");
    expect(repository.run("find", [".", "-name", "pwned*"]).stdout).toBe("");
  });
});

describe("a driver that cannot do its work is never taken for a merge", () => {
  test("a missing program leaves a conflict where the set-up does not fall back on git", () => {
    const repository = neighbours();
    rmSync(join(repository.path, "../bin/session-assoc"));
    const line = "session-assoc merge-driver %O %A %B %L %P";
    repository.git("config", "merge.session-assoc.driver", line);
    expect(merge(repository).code).not.toBe(0);
    expect(repository.read(a)).toBe(repository.show("HEAD", a));
    expect(repository.status()).toBe(`UU ${a}`);
  });

  test("init's set-up merges by lines where the program is missing", () => {
    const repository = neighbours();
    rmSync(join(repository.path, "../bin/session-assoc"));
    expect(merge(repository).code).toBe(1);
    expect(repository.read(a)).toMatch(/^<{7} /m);
  });

  test("a failure exits with more than 128 and leaves ours as it was", () => {
    const repository = neighbours();
    repository.write({ o: "a: 1\n", a: "a: 2\n", b: "a: 3\n" });
    symlinkSync("a", join(repository.path, "link"));
    const outside = join(repository.path, "../outside");
    writeFileSync(outside, "a: 2\n");
    const refused = [
      ["o", "link", "b", "7", a],
      ["o", "missing", "b", "7", a],
      ["o", "../outside", "b", "7", a],
      ["o", outside, "b", "7", a],
      ["o", "sessions", "b", "7", a],
      ["o", ".", "b", "7", a],
      ["o", "a", "link", "7", a],
      [],
    ];
    for (const words of refused) {
      const run = repository.sa("merge-driver", ...words);
      expect([words, run.code, run.stdout]).toEqual([words, 129, ""]);
      expect(run.stderr).toContain("not merged");
    }
    expect(repository.read("a")).toBe("a: 2\n");
    expect(repository.read("../outside")).toBe("a: 2\n");
  });

  test("SESSION_ASSOC=0 merges by lines, and says so", () => {
    const repository = neighbours();
    const env = { SESSION_ASSOC: "0" };
    const run = repository.run("git", ["merge", "--no-edit", "feature"], { env });
    expect(run.code).toBe(1);
    expect(run.stderr).toBe(
      "session-assoc: sessions/a.yaml: merged line by line, because SESSION_ASSOC=0\n",
    );
    expect(repository.read(a)).toContain("<<<<<<< ours");
  });

  test("nothing is left behind in the folder for temporary files", () => {
    const repository = neighbours();
    const env = { TMPDIR: join(repository.path, "../tmp") };
    repository.run("mkdir", [env.TMPDIR]);
    repository.git("reset", "--quiet", "--hard", "main~1");
    change(["ada", "dan"])(repository);
    expect(repository.run("git", ["merge", "feature"], { env }).code).toBe(1);
    expect(repository.run("ls", ["-A", env.TMPDIR]).stdout).toBe("");
  });
});

test("init sets the driver up, doctor misses it in a clone, and init --remove takes it out", () => {
  const repository = createRepository({ ...base, ".gitignore": "node_modules\n" }, { hooks: [] });
  repository.linkModules();
  const before = { ...treeOf(repository.path) };
  const init = repository.sa("init", "--merge-driver");
  expect(init, init.stderr).toMatchObject({ code: 0 });
  expect(repository.sa("init", "--merge-driver").stdout).toContain("✓ nothing to change");
  expect(repository.git("check-attr", "merge", a)).toBe(`${a}: merge: session-assoc`);

  repository.git("add", ".gitattributes");
  repository.git("commit", "--quiet", "-m", "the driver");
  repository.git("switch", "--quiet", "--create", "feature");
  bob(repository);
  repository.git("switch", "--quiet", "main");
  done(repository);
  const clone = repository.sibling(join(repository.path, "../clone"));
  repository.git("clone", "--quiet", repository.path, clone.path);
  expect(merge(repository)).toMatchObject({ code: 0 });
  expect(repository.read(a)).toBe(both);

  const { checks } = JSON.parse(clone.sa("doctor", "--format", "json").stdout);
  expect(checks).toContainEqual(
    expect.objectContaining({
      name: "merge driver",
      status: "warning",
      repair: "npx session-assoc init --merge-driver",
    }),
  );

  repository.git("reset", "--quiet", "--hard", "HEAD^");
  repository.git("revert", "--no-edit", "HEAD");
  expect(repository.sa("init", "--remove").code).toBe(0);
  const after = treeOf(repository.path);
  expect(after[".gitattributes"]).toBeUndefined();
  expect(after[".git/config"]).toBe(before[".git/config"]);
});
