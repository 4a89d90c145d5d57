import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  createRepository,
  type Files,
  type JsonFinding,
  session,
  type TestRepository,
  taskPath,
} from "../support/repository.ts";

const [old, fresh] = ["sessions/old.yaml", "sessions/fresh.yaml"];

/** A task whose text is like no other's. */
function titled(id: string, title: string, more = ""): Files {
  return { [taskPath(id)]: `id: ${id}\ntitle: ${title}\nstatus: TODO\n${more}` };
}

/** `md#1` is written in a session, then migrated, and its number is given to a new task. */
function reused(files: Files = {}): { repository: TestRepository; migration: string } {
  const repository = createRepository({
    ...titled("md#1", "Fix the login page"),
    ...session("old", "md#1"),
    ...files,
  });
  const migration = repository.migrate("md#1", "mt#1");
  repository.commit("a new task under an old number", titled("md#1", "Choose colours"));
  return { repository, migration };
}

/** What the references of sessions need, by file: their new IDs, or the code of the finding. */
function needs(repository: TestRepository): Readonly<Record<string, string>> {
  return Object.fromEntries(
    repository
      .findings()
      .filter(({ file, code }) => file.startsWith("sessions/") && code !== "duplicate-session")
      .map(({ file, code, replacement }) => [file, replacement ?? code]),
  );
}

describe("a number that was given to a new task", () => {
  test("means the old task where it was written before, and the new one where it was written since", () => {
    const { repository, migration } = reused();
    repository.commit("a session for the new task", session("fresh", "md#1"));
    expect(needs(repository)).toEqual({ [old]: "mt#1" });
    const [finding] = repository.findings().filter(({ file }) => file === old);
    expect(finding).toMatchObject({
      code: "stale-task-id",
      taskId: "md#1",
      evidence: { kind: "history", file: "tasks/mt/1.yaml", commit: migration },
    });
    expect(finding?.message).toContain(
      `written in ${repository.git("rev-parse", "--short=10", ":/start")}`,
    );
    expect(repository.sa("fix").stdout).toContain("md#1 → mt#1");
    expect(repository.read(old)).toBe("session: old\ntaskId: mt#1\n");
    expect(repository.read(fresh)).toBe("session: fresh\ntaskId: md#1\n");
    expect(needs(repository)).toEqual({});
    repository.commit("fix");
    expect(needs(repository)).toEqual({});
  });

  test("is followed when the new task migrates too", () => {
    const { repository } = reused();
    repository.commit("a session for the new task", session("fresh", "md#1"));
    repository.migrate("md#1", "mt#2");
    expect(needs(repository)).toEqual({ [old]: "mt#1", [fresh]: "mt#2" });
    repository.commit("and a third", titled("md#1", "Third"));
    repository.commit("for the third", session("third", "md#1"));
    repository.migrate("mt#1", "gh#9", { record: false });
    expect(needs(repository)).toEqual({ [old]: "gh#9", [fresh]: "mt#2" });
    expect(repository.findings("--rev", "HEAD~3").map(f => f.replacement)).toContain("mt#2");
  });

  test("is followed through migrations that nobody wrote down", () => {
    const repository = createRepository({
      ...titled("md#1", "Fix the login page"),
      ...session("old", "md#1"),
    });
    repository.migrate("md#1", "mt#1");
    repository.commit("reuse", titled("md#1", "Choose colours"));
    repository.commit("for the new one", session("fresh", "md#1"));
    repository.migrate("md#1", "gh#4", { record: false });
    repository.migrate("mt#1", "mt#5", { record: false });
    repository.commit("the number is used a third time", titled("md#1", "Third"));
    expect(needs(repository)).toEqual({ [old]: "mt#5", [fresh]: "gh#4" });
  });

  test("means the new task in a session that is not committed yet", () => {
    const { repository } = reused();
    repository.write(session("fresh", "md#1"));
    expect(needs(repository)).toEqual({ [old]: "mt#1" });
    repository.git("add", "--all");
    expect(repository.findings("--staged").map(({ file }) => file)).not.toContain(fresh);
  });

  test("counts for references between tasks", () => {
    const { repository } = reused(titled("md#7", "Before", "dependsOn: [md#1]\n"));
    repository.commit("since", titled("md#8", "Since", "parent: md#1\ndependsOn:\n  - md#7\n"));
    repository.migrate("md#7", "mt#7");
    expect(
      repository
        .findings()
        .filter(({ code }) => code === "stale-task-id")
        .map(({ file, taskId, replacement }) => [file, taskId, replacement]),
    ).toEqual([
      ["sessions/old.yaml", "md#1", "mt#1"],
      ["tasks/md/8.yaml", "md#7", "mt#7"],
      ["tasks/mt/7.yaml", "md#1", "mt#1"],
    ]);
  });
});

/** Moves the old session as `git mv` does. */
function move(repository: TestRepository, to: string): string {
  mkdirSync(dirname(join(repository.path, to)), { recursive: true });
  repository.git("mv", old, to);
  return to;
}

describe("what is not writing a reference", () => {
  test.each<[what: string, change: (repository: TestRepository) => string | undefined]>([
    ["moved lines", r => void r.write({ [old]: "\n# moved\ntaskId: md#1\nsession: old\n" })],
    ["other quotes", r => void r.write({ [old]: `session: "old"\ntaskId: 'md#1'\n` })],
    ["re-indentation", r => void r.write({ [old]: "- session: old\n  taskId: md#1\n" })],
    ["other keys", r => void r.write({ [old]: "session: old\ntaskId: md#1\nowner: ada\n" })],
    ["another name in the same file", r => void r.write({ [old]: "session: x\ntaskId: md#1\n" })],
    ["a renamed file", r => move(r, "sessions/new.yaml")],
    ["a renamed folder", r => move(r, "sessions/archive/old.yaml")],
    [
      "a renamed file with other keys",
      r => {
        const to = move(r, "sessions/new.yaml");
        r.write({ [to]: "owner: ada\nsession: old\ntaskId: md#1\n" });
        return to;
      },
    ],
    [
      "a record that moved to another file",
      r => {
        r.remove(old);
        r.write({ "sessions/all.yaml": "- session: other\n- session: old\n  taskId: md#1\n" });
        return "sessions/all.yaml";
      },
    ],
  ])("%s", (_, change) => {
    const { repository } = reused({ "sessions/all.yaml": "- session: other\n" });
    const file = change(repository) ?? old;
    expect(needs(repository)).toEqual({ [file]: "mt#1" });
    repository.commit("change");
    expect(needs(repository)).toEqual({ [file]: "mt#1" });
  });

  test("a renamed file whose name is the session's", () => {
    const { repository } = reused({ "sessions/a.yaml": "taskId: md#1\nowner: ada\n" });
    repository.git("mv", "sessions/a.yaml", "sessions/b.yaml");
    repository.commit("rename");
    expect(needs(repository)).toMatchObject({ "sessions/b.yaml": "mt#1" });
  });
});

describe("records that share the name of their file", () => {
  test("are told apart by the IDs that they name", () => {
    const all = "sessions/all.yaml";
    const { repository } = reused({
      ...titled("md#5", "Another"),
      [all]: "- taskId: md#1\n- taskId: md#5\n",
    });
    repository.commit("touch", { [all]: "# all\n- taskId: md#1\n- taskId: md#5\n" });
    expect(needs(repository)).toEqual({
      [old]: "mt#1",
      [all]: "mt#1",
    });
    repository.commit("another for the new task", {
      [all]: "- taskId: md#1\n- taskId: md#5\n- owner: ada\n",
    });
    expect(needs(repository)).toMatchObject({ [all]: "mt#1" });
  });
});

test("a number that was retired before anybody had it here means the task that was given it", () => {
  const repository = createRepository({
    ...titled("mt#1", "Fix the login page", "migratedFrom: [md#1]\n"),
    ...session("old", "md#1"),
  });
  repository.commit("a new task under an old number", {
    ...titled("md#1", "Choose colours"),
    ...session("fresh", "md#1"),
  });
  repository.git("rm", "--quiet", taskPath("md#1"));
  repository.commit("give it up");
  expect(needs(repository)).toEqual({ [old]: "mt#1", [fresh]: "reused-task-id" });
  repository.sa("fix");
  expect(repository.read(fresh)).toBe("session: fresh\ntaskId: md#1\n");
});

test("a number that a deleted task had is used twice as soon as a new one has it, committed or not", () => {
  const repository = createRepository(
    { ...titled("md#1", "Fix the login page"), ...session("old", "md#1") },
    { hooks: ["pre-commit"] },
  );
  repository.commit("move it, and leave a tombstone", {
    ...titled("mt#1", "Fix the login page"),
    "tasks/md/1.yaml": "id: md#1\nmigratedTo: mt#1\n",
  });
  repository.git("rm", "--quiet", taskPath("mt#1"));
  repository.commit("it is not to be done");
  repository.write(titled("mt#1", "Choose colours"));
  expect(needs(repository)).toEqual({ [old]: "reused-task-id" });
  repository.git("add", "--all");
  const message = "a new task under the number of the deleted one";
  expect(repository.tryGit("commit", "--quiet", "-m", message).code).toBe(1);
  repository.git("commit", "--quiet", "--no-verify", "-m", message);
  expect(repository.read(old)).toContain("taskId: md#1");
  expect(needs(repository)).toEqual({ [old]: "reused-task-id" });
});

test("a merge that brings back a tombstone means the same before it is committed and after", () => {
  const text = "title: Fix the login page\nstatus: TODO\n";
  const other = "title: Choose colours\nstatus: TODO\n";
  const tombstone = `id: mt#1\nmigratedTo: gh#1\n${text}`;
  const moved = `id: mt#4\nmigratedFrom: [mt#1]\n${text}`;
  const repository = createRepository(
    { "tasks/a.yaml": `id: mt#1\n${text}`, "tasks/b.yaml": `id: gh#4\n${other}` },
    { hooks: [] },
  );
  repository.git("branch", "feature");
  repository.commit("an unrecorded move", { "tasks/a.yaml": `id: mt#5\n${text}` });
  repository.commit("a session", { [old]: "session: old\ntaskId: '#5'\nbackend: mt\n" });
  repository.git("switch", "--quiet", "feature");
  repository.git("rm", "--quiet", "-r", "tasks");
  repository.commit("another one, with a tombstone", {
    "tasks/c.yaml": tombstone,
    "tasks/d.yaml": `id: gh#1\nmigratedFrom: [mt#1]\n${text}`,
    "tasks/e.yaml": `id: md#2\nmigratedFrom: [gh#4]\n${other}`,
  });
  repository.commit("and one more", { "tasks/d.yaml": moved });
  repository.git("switch", "--quiet", "main");
  // As somebody resolves renames on both sides.
  repository.git("merge", "--quiet", "--no-commit", "-s", "ours", "feature");
  const theirs = `id: md#2\nmigratedFrom: [gh#4]\n${other}`;
  repository.write({ "tasks/a.yaml": tombstone, "tasks/b.yaml": moved, "tasks/e.yaml": theirs });
  repository.git("add", "--all");
  const told = ({ code, replacement }: JsonFinding) => [code, replacement];
  const before = repository.findings("--staged").map(told);
  repository.git("commit", "--quiet", "-m", "merge");
  expect(before).toEqual(repository.findings().map(told));
  expect(before).toEqual([["reused-task-id", undefined]]);
});

test("a number that a tombstone retired is used twice, although what its task became is gone", () => {
  const repository = createRepository({
    ...titled("md#1", "Fix the login page"),
    ...session("old", "md#1"),
  });
  repository.commit("move it, and leave a tombstone", {
    ...titled("mt#1", "Fix the login page"),
    "tasks/md/1.yaml": "id: md#1\nmigratedTo: mt#1\n",
    "tasks/gh/1.yaml": "id: gh#1\nmigratedTo: md#1\n",
    ...session("older", "gh#1"),
  });
  repository.git("rm", "--quiet", taskPath("mt#1"));
  repository.commit("it is not to be done");
  repository.commit("a new task under the old number", {
    "tasks/new.yaml": "id: md#1\ntitle: Choose colours\n",
    ...session("fresh", "md#1"),
  });
  expect(needs(repository)).toEqual({
    [old]: "reused-task-id",
    "sessions/older.yaml": "ambiguous-task-id",
  });
  expect(repository.findings().map(({ file, code }) => `${file} ${code}`)).toContain(
    "tasks/new.yaml reused-task-id",
  );
});

test("what cannot be read in between is not taken for empty", () => {
  const { repository } = reused();
  const text = repository.read(old);
  repository.commit("a conflict that was committed", {
    [old]: `<<<<<<< ours\n${text}=======\n>>>>>>> theirs\n`,
  });
  repository.commit("repaired", { [old]: text });
  expect(needs(repository)).toEqual({ [old]: "reused-task-id" });
});

describe("what is writing a reference", () => {
  test("changing the ID away and back", () => {
    const { repository } = reused();
    repository.commit("away", session("old", "mt#1"));
    repository.commit("back, and now the new task is meant", session("old", "md#1"));
    expect(needs(repository)).toEqual({});
  });

  test("removing the session and adding it again", () => {
    const { repository } = reused();
    repository.remove(old);
    repository.commit("away");
    repository.commit("back", session("old", "md#1"));
    expect(needs(repository)).toEqual({});
  });
});

describe("a merge", () => {
  test("rewrites what the branch wrote before it knew that the number was used again", () => {
    const repository = createRepository(titled("md#1", "Fix the login page"));
    repository.git("switch", "--quiet", "-c", "feature");
    repository.commit("a session", session("old", "md#1"));
    repository.git("switch", "--quiet", "main");
    repository.migrate("md#1", "mt#1");
    repository.commit("reuse", titled("md#1", "Choose colours"));
    repository.commit("a session", session("fresh", "md#1"));
    const merge = repository.tryGit("merge", "--no-edit", "feature");
    expect(merge).toMatchObject({ code: 0 });
    expect(repository.show("HEAD", old)).toBe("session: old\ntaskId: mt#1\n");
    expect(repository.show("HEAD", fresh)).toBe("session: fresh\ntaskId: md#1\n");
    expect(repository.status()).toBe("");
    expect(needs(repository)).toEqual({});
  });

  test("that moved the session's folder did not write its references", () => {
    const repository = createRepository({
      ...titled("md#1", "Fix the login page"),
      "sessions/a/x.yaml": "session: x\n",
      "sessions/a/y.yaml": "session: y\n",
    });
    repository.git("config", "merge.directoryRenames", "true");
    repository.git("switch", "--quiet", "-c", "feature");
    repository.commit("a session", { "sessions/a/old.yaml": "session: old\ntaskId: md#1\n" });
    repository.git("switch", "--quiet", "main");
    repository.migrate("md#1", "mt#1");
    repository.commit("reuse", titled("md#1", "Choose colours"));
    repository.git("mv", "sessions/a", "sessions/b");
    repository.commit("move the folder");
    repository.git("merge", "--quiet", "--no-verify", "--no-edit", "feature");
    expect(needs(repository)).toEqual({ "sessions/b/old.yaml": "mt#1" });
    repository.commit("later", { "a.txt": "a" });
    expect(needs(repository)).toEqual({ "sessions/b/old.yaml": "mt#1" });
  });

  test("of two branches that each gave the number to a task leaves open which is meant", () => {
    const repository = createRepository(titled("md#1", "Fix the login page"));
    repository.migrate("md#1", "mt#1");
    repository.git("branch", "feature");
    repository.commit("reuse on main", titled("md#1", "Choose colours"));
    repository.git("switch", "--quiet", "feature");
    repository.commit("reuse on feature", { ...titled("md#1", "Choose colours") });
    repository.commit("a session", session("fresh", "md#1"));
    repository.git("switch", "--quiet", "main");
    repository.git("merge", "--quiet", "--no-verify", "--no-edit", "feature");
    // The same text on both sides is one task in the merge.
    expect(needs(repository)).toEqual({});
  });
});

describe("one number that two branches give to two tasks", () => {
  const taskFile = (id: string, title: string, more = ""): string =>
    `id: ${id}\n${more}title: ${title}\nnotes: only ${title} says this\n`;

  /** feature: md#5 is Login, and `b` names it; main: md#5 is Payment, and `m` names it. */
  function collided(files: { readonly login: string; readonly payment: string }): TestRepository {
    const repository = createRepository();
    repository.git("switch", "--quiet", "-c", "feature");
    repository.commit("login", {
      [files.login]: taskFile("md#5", "Login"),
      ...session("b", "md#5"),
    });
    repository.git("switch", "--quiet", "main");
    repository.commit("payment", {
      [files.payment]: taskFile("md#5", "Payment"),
      ...session("m", "md#5"),
    });
    return repository;
  }

  test("is told apart when one of the two is renumbered after the merge", () => {
    const repository = collided({ login: "tasks/md/5-l.yaml", payment: "tasks/md/5-p.yaml" });
    repository.git("merge", "--quiet", "--no-verify", "--no-edit", "feature");
    repository.remove("tasks/md/5-l.yaml");
    repository.commit("renumber", {
      "tasks/md/6.yaml": taskFile("md#6", "Login", "migratedFrom: [md#5]\n"),
    });
    expect(needs(repository)).toEqual({ "sessions/b.yaml": "md#6" });
  });

  test("is told apart when one of the two is renumbered in the merge", () => {
    const file = "tasks/md/5.yaml";
    const repository = collided({ login: file, payment: file });
    repository.tryGit("merge", "--quiet", "--no-verify", "--no-edit", "feature");
    repository.commit("merge, and renumber", {
      [file]: taskFile("md#5", "Payment"),
      "tasks/md/6.yaml": taskFile("md#6", "Login", "migratedFrom: [md#5]\n"),
    });
    expect(needs(repository)).toEqual({ "sessions/b.yaml": "md#6" });
  });

  test("is left open where a merge dropped the migration that the number came from", () => {
    const repository = createRepository({
      "tasks/md/5.yaml": taskFile("md#5", "Login"),
      "sessions/a.yaml": "session: a\ntaskId: 5\n",
    });
    repository.git("switch", "--quiet", "-c", "feature");
    repository.migrate("md#5", "mt#5");
    repository.git("switch", "--quiet", "main");
    repository.commit("payment", { "tasks/mt/5.yaml": taskFile("mt#5", "Payment") });
    expect(repository.tryGit("merge", "--no-edit", "-s", "ours", "feature").code).toBe(1);
    expect(repository.read("sessions/a.yaml")).toBe("session: a\ntaskId: 5\n");
    expect(needs(repository)).toEqual({ "sessions/a.yaml": "ambiguous-task-id" });
  });
});

describe("a number whose second task is gone", () => {
  /** md#1 is Login, then mt#1; the number goes to Payment, which `pay` names. */
  function withPayment(): TestRepository {
    const { repository } = reused();
    repository.commit("for the new task", session("pay", "md#1"));
    return repository;
  }
  const pay = "sessions/pay.yaml";

  test("is not taken for the first one: deleted", () => {
    const repository = withPayment();
    repository.remove(taskPath("md#1"));
    repository.commit("delete");
    expect(needs(repository)).toEqual({ [old]: "mt#1", [pay]: "reused-task-id" });
    repository.sa("fix");
    expect(repository.read(pay)).toBe("session: pay\ntaskId: md#1\n");
    expect(repository.read(old)).toBe("session: old\ntaskId: mt#1\n");
    const move = ["tasks", "migrate-backend", "--from", "mt", "--to", "gh", "--execute"];
    expect(repository.sa(...move).code).toBe(1);
    expect(repository.read(pay)).toBe("session: pay\ntaskId: md#1\n");
  });

  test("is not taken for the first one: migrated without a record", () => {
    const repository = withPayment();
    repository.migrate("md#1", "gh#1", { record: false });
    expect(needs(repository)).toEqual({ [old]: "mt#1", [pay]: "gh#1" });
  });

  test("is not taken for the first one: in a file that cannot be read", () => {
    const repository = withPayment();
    repository.write({ [taskPath("md#1")]: "id: [\n" });
    expect(needs(repository)).toEqual({ [old]: "mt#1", [pay]: "reused-task-id" });
    repository.commit("broken");
    expect(needs(repository)).toEqual({ [old]: "mt#1", [pay]: "reused-task-id" });
  });

  test("is not taken for the first one: on the way to where the first one is", () => {
    const repository = createRepository({
      ...titled("md#3", "Gone"),
      ...titled("mt#4", "Here"),
      ...session("gone", "md#3"),
    });
    repository.migrate("mt#4", "md#1");
    repository.migrate("md#3", "mt#4");
    repository.remove(taskPath("mt#4"));
    repository.commit("delete");
    expect(needs(repository)).toEqual({ "sessions/gone.yaml": "reused-task-id" });
  });

  test("stops a merge that would point its sessions at the first one", () => {
    const { repository } = reused();
    repository.git("switch", "--quiet", "-c", "feature");
    repository.commit("for the new task", session("pay", "md#1"));
    repository.git("switch", "--quiet", "main");
    repository.remove(taskPath("md#1"));
    repository.commit("delete");
    expect(repository.tryGit("merge", "--no-edit", "feature").code).toBe(1);
    expect(repository.read(pay)).toBe("session: pay\ntaskId: md#1\n");
  });
});

describe("a task that was replaced in its file on one side", () => {
  test("is not followed where the other side migrates what it was", () => {
    const repository = createRepository(titled("md#1", "Login"));
    repository.git("switch", "--quiet", "-c", "feature");
    repository.commit("replace", titled("md#1", "Payment"));
    repository.commit("a session", session("pay", "md#1"));
    repository.git("switch", "--quiet", "main");
    repository.migrate("md#1", "mt#1");
    repository.tryGit("merge", "--quiet", "--no-verify", "--no-edit", "feature");
    repository.remove("tasks");
    repository.commit("merge", {
      ...titled("md#1", "Payment"),
      [taskPath("mt#1")]: "id: mt#1\nmigratedFrom: [md#1]\ntitle: Login\nstatus: TODO\n",
    });
    expect(needs(repository)).toEqual({ "sessions/pay.yaml": "reused-task-id" });
  });
});

describe("references of tasks whose numbers are used again", () => {
  test("are a new task's own where it takes the place of another", () => {
    const { repository } = reused(titled("md#5", "Five", "parent: md#1\n"));
    repository.git("rm", "--quiet", taskPath("md#5"));
    repository.commit("migrate, and reuse at once", {
      [taskPath("mt#5")]: "id: mt#5\nmigratedFrom: md#5\ntitle: Five\nstatus: TODO\nparent: md#1\n",
      ...titled("md#5", "Another", "parent: md#1\n"),
    });
    const stale = repository.findings().filter(({ code }) => code === "stale-task-id");
    expect(stale.map(({ file }) => file)).toEqual([old, taskPath("mt#5")]);
  });

  test("do not stop the merge of a branch that still has the old tasks and touches nothing", () => {
    const repository = createRepository({
      ...titled("md#1", "Login", "parent: md#7\n"),
      ...titled("md#7", "Seven"),
    });
    repository.git("branch", "feature");
    repository.migrate("md#7", "mt#7");
    repository.commit("reuse 7", titled("md#7", "Another seven"));
    repository.migrate("md#1", "mt#1");
    repository.sa("fix");
    repository.commit("follow, and reuse 1", titled("md#1", "Payment", "parent: md#7\n"));
    repository.git("switch", "--quiet", "feature");
    repository.commit("work", { "f.txt": "f\n" });
    repository.git("switch", "--quiet", "main");
    expect(repository.tryGit("merge", "--no-edit", "feature")).toMatchObject({ code: 0 });
  });

  test("are those of all tasks that were merged into one", () => {
    for (const order of ["md#2, md#5", "md#5, md#2"]) {
      const { repository } = reused({
        ...titled("md#2", "Two"),
        ...titled("md#5", "Five", "parent: md#1\n"),
      });
      repository.git("rm", "--quiet", taskPath("md#2"), taskPath("md#5"));
      repository.commit("merge two tasks into one", {
        [taskPath("mt#9")]: `id: mt#9\nmigratedFrom: [${order}]\ntitle: Nine\nparent: md#1\n`,
      });
      const stale = repository.findings().filter(({ code }) => code === "stale-task-id");
      expect(stale.map(({ file }) => file)).toEqual([old, taskPath("mt#9")]);
    }
  });
});

describe("a session that takes the place of another one", () => {
  test("is left open where it may as well be that one, renamed", () => {
    const { repository } = reused();
    repository.remove(old);
    repository.commit("close one, open one", session("fresh", "md#1"));
    expect(needs(repository)).toEqual({ [fresh]: "reused-task-id" });
  });

  test("is no question where both would mean the same", () => {
    const { repository } = reused();
    repository.commit("for the new task", session("fresh", "md#1"));
    repository.remove(fresh);
    repository.remove(old);
    repository.commit("close two, open one", session("fresher", "md#1"));
    // One of the two that went means the old task, so it is not known.
    expect(needs(repository)).toEqual({ "sessions/fresher.yaml": "reused-task-id" });
    repository.commit("close", session("other", "mt#1"));
    repository.remove("sessions/fresher.yaml");
    repository.commit("close the open question");
    repository.commit("open", session("late", "md#1"));
    repository.remove("sessions/late.yaml");
    repository.commit("close one, open one", session("later", "md#1"));
    expect(needs(repository)).toEqual({});
  });
});

test("a copy of a task means what its source means", () => {
  const { repository } = reused({
    "tasks/md/9.yaml": "id: md#9\ntitle: Copied\nstatus: done\ndependsOn: [md#1]\n",
  });
  const args = ["--from", "md", "--to", "gh", "--filter-status", "done", "--keep-source"];
  const run = repository.sa("tasks", "migrate-backend", ...args, "--execute");
  expect(run.code).toBe(0);
  for (const isCommitted of [false, true]) {
    if (isCommitted) repository.commit("migrate");
    const stale = repository.findings().filter(({ code }) => code === "stale-task-id");
    expect(stale.map(({ file, replacement }) => [file, replacement])).toEqual([
      [old, "mt#1"],
      ["tasks/gh/9.yaml", "mt#1"],
      ["tasks/md/9.yaml", "mt#1"],
    ]);
  }
});

test("hundreds of sessions that are all alike are moved without getting lost in each other", () => {
  const count = 300;
  const sessions = (folder: string): Files =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`sessions/${folder}${i}.yaml`, "taskId: md#1\n"]),
    );
  const { repository } = reused(sessions("a"));
  repository.git("rm", "-r", "--quiet", "sessions");
  repository.commit("call them otherwise", sessions("b"));
  const found = Object.values(needs(repository));
  expect(found).toHaveLength(count);
  expect(new Set(found)).toEqual(new Set(["reused-task-id"]));
});

describe("two tasks that swap their numbers in one commit", () => {
  test("keep the references that were written before", () => {
    const repository = createRepository({
      ...titled("md#1", "One"),
      ...titled("md#2", "Two"),
      ...session("one", "md#1"),
      ...session("two", "md#2"),
    });
    repository.commit("swap", {
      [taskPath("md#1")]: "id: md#1\nmigratedFrom: [md#2]\ntitle: Two\nstatus: TODO\n",
      [taskPath("md#2")]: "id: md#2\nmigratedFrom: [md#1]\ntitle: One\nstatus: TODO\n",
    });
    repository.commit("since", session("since", "md#1"));
    expect(needs(repository)).toEqual({
      "sessions/one.yaml": "md#2",
      "sessions/two.yaml": "md#1",
    });
    repository.sa("fix");
    repository.commit("fix");
    expect(needs(repository)).toEqual({});
    expect(repository.read("sessions/one.yaml")).toContain("taskId: md#2\n");
    expect(repository.read("sessions/two.yaml")).toContain("taskId: md#1\n");
  });
});

test("a swap that is reverted, and reverted again, is followed each time", () => {
  const repository = createRepository({
    ...titled("md#1", "One"),
    ...titled("md#2", "Two"),
    ...session("one", "md#1"),
  });
  repository.commit("swap", {
    [taskPath("md#1")]: "id: md#1\nmigratedFrom: [md#2]\ntitle: Two\nstatus: TODO\n",
    [taskPath("md#2")]: "id: md#2\nmigratedFrom: [md#1]\ntitle: One\nstatus: TODO\n",
  });
  repository.commit("in between", session("mid", "md#1"));
  repository.git("revert", "--no-edit", "HEAD~1");
  repository.git("revert", "--no-edit", "HEAD");
  expect(needs(repository)).toEqual({ "sessions/one.yaml": "md#2" });
});

test("a record that is written down late tells of the change that it belongs to", () => {
  const repository = createRepository({ ...titled("md#1", "Login"), ...session("old", "md#1") });
  repository.commit("move, and give the number away at once", {
    ...titled("mt#1", "Login"),
    ...titled("md#1", "Payment"),
  });
  repository.commit("for the new task", session("pay", "md#1"));
  repository.commit("write it down", titled("mt#1", "Login", "migratedFrom: [md#1]\n"));
  expect(needs(repository)).toEqual({ [old]: "mt#1" });
});

describe("a task that moved away and back", () => {
  test("is meant by each of its IDs", () => {
    const repository = createRepository({
      ...titled("md#1", "Fix the login page"),
      ...session("old", "md#1"),
    });
    repository.migrate("md#1", "mt#1");
    repository.commit("a session", session("fresh", "mt#1"));
    repository.git("mv", taskPath("mt#1"), "tasks/md/../md-1.yaml");
    repository.commit("back", {
      "tasks/md-1.yaml": "id: md#1\nmigratedFrom: [md#1, mt#1]\ntitle: Fix the login page\n",
    });
    expect(needs(repository)).toEqual({ [fresh]: "md#1" });
  });
});

describe("plain IDs that fit several tasks", () => {
  test("mean the task that had the number when they were written", () => {
    const repository = createRepository({
      ...titled("md#123", "Of md"),
      "sessions/a.yaml": 'session: a\ntaskId: "123"\n',
    });
    repository.migrate("md#123", "mt#5");
    repository.commit("gh", titled("gh#123", "Of gh"));
    repository.commit("qualified", session("q", "gh#123"));
    expect(needs(repository)["sessions/a.yaml"]).toBe("5");
    repository.commit("late", { "sessions/b.yaml": "session: b\ntaskId: 123\n" });
    // md#123 is retired, gh#123 is live: written now, the number fits both.
    expect(needs(repository)).toEqual({
      "sessions/a.yaml": "5",
      "sessions/b.yaml": "ambiguous-task-id",
    });
  });

  test("are three, from three backends, each written when its number was the only one", () => {
    const repository = createRepository({
      ...titled("md#123", "Of md"),
      "sessions/a.yaml": 'session: a\ntaskId: "123"\n',
    });
    repository.git("switch", "--quiet", "--orphan", "gh");
    repository.commit("gh", {
      ...titled("gh#123", "Of gh"),
      "sessions/b.yaml": "session: b\ntaskId: task#123\n",
    });
    repository.git("switch", "--quiet", "--orphan", "json");
    repository.commit("json", {
      ...titled("json#123", "Of json"),
      "sessions/c.yaml": "session: c\ntaskId: '#123' # json\n",
    });
    repository.git("switch", "--quiet", "main");
    repository.git("config", "merge.renames", "false");
    for (const branch of ["gh", "json"]) {
      const merge = repository.tryGit(
        ...["merge", "--quiet", "--no-edit", "--allow-unrelated-histories", branch],
      );
      expect(merge).toMatchObject({ code: 0 });
    }
    expect(needs(repository)).toEqual({});
    expect(repository.sa("check").code).toBe(0);
    repository.migrate("json#123", "mt#9");
    repository.migrate("md#123", "mt#123");
    expect(needs(repository)).toEqual({
      "sessions/a.yaml": "mt#123",
      "sessions/c.yaml": "#9",
    });
    expect(repository.sa("fix").code).toBe(0);
    expect(repository.read("sessions/a.yaml")).toBe('session: a\ntaskId: "mt#123"\n');
    expect(repository.read("sessions/b.yaml")).toBe("session: b\ntaskId: task#123\n");
    expect(repository.read("sessions/c.yaml")).toBe("session: c\ntaskId: '#9' # json\n");
    repository.commit("fix");
    expect(needs(repository)).toEqual({});
  });

  test("written in a commit where they fit several stay open", () => {
    const repository = createRepository({
      ...titled("md#123", "Of md"),
      ...titled("gh#123", "Of gh"),
      "sessions/a.yaml": "session: a\ntaskId: 123\n",
    });
    expect(needs(repository)).toEqual({ "sessions/a.yaml": "ambiguous-task-id" });
    const [finding] = repository.findings();
    expect(finding?.help).toContain("npx session-assoc update 123 gh#123 sessions/a.yaml:2");
    expect(finding?.help).toContain("npx session-assoc update 123 md#123 sessions/a.yaml:2");
    expect(repository.sa("update", "123", "md#123", "sessions/a.yaml:2").code).toBe(0);
    expect(repository.read("sessions/a.yaml")).toBe("session: a\ntaskId: md#123\n");
    expect(needs(repository)).toEqual({});
  });

  test("are written anew by a commit that changes the backend beside them", () => {
    const repository = createRepository({
      ...titled("md#123", "Of md"),
      "sessions/a.yaml": "session: a\ntaskId: 123\nbackend: gh\n",
    });
    repository.migrate("md#123", "mt#5");
    repository.commit("reuse", titled("md#123", "Another of md"));
    repository.commit("md it is", { "sessions/a.yaml": "session: a\ntaskId: 123\nbackend: md\n" });
    expect(needs(repository)).toEqual({});
  });
});

describe("a shallow clone", () => {
  function clone(repository: TestRepository, depth: number): TestRepository {
    const path = join(repository.path, "..", `clone-${depth}`);
    repository.git("clone", "--quiet", `--depth=${depth}`, `file://${repository.path}`, path);
    return repository.sibling(path);
  }

  test("leaves open what was written at or before its edge", () => {
    const { repository } = reused();
    repository.commit("for the new task", session("fresh", "md#1"));
    const shallow = clone(repository, 2);
    expect(needs(shallow)).toEqual({ [old]: "reused-task-id" });
    const finding = shallow.findings().find(({ file }) => file === old);
    expect(finding?.help).toContain("git fetch --unshallow");
    expect(finding?.help).toContain("npx session-assoc update md#1 mt#1 sessions/old.yaml:2");
    shallow.git("fetch", "--quiet", "--unshallow");
    expect(needs(shallow)).toEqual({ [old]: "mt#1" });
  });
});

test("a task that moves and leaves only a tombstone does not write its references anew", () => {
  const repository = createRepository({
    ...titled("md#1", "Login"),
    ...titled("mt#7", "Child", "parent: md#1\n"),
  });
  repository.migrate("md#1", "gh#1");
  repository.commit("the child takes the number", {
    ...titled("md#1", "Child", "parent: md#1\n"),
    [taskPath("mt#7")]: "id: mt#7\nmigratedTo: md#1\n",
  });
  repository.migrate("md#1", "gh#7");
  const parent = repository.findings().filter(({ file, line }) => {
    return file === taskPath("gh#7") && line === 5;
  });
  expect(parent.map(({ code, replacement }) => replacement ?? code)).toEqual(["gh#1"]);
});

describe("a plain ID of which two tasks had the number", () => {
  const plain = "sessions/plain.yaml";
  function withBoth(): TestRepository {
    return createRepository({ ...titled("md#4", "Login"), ...titled("mt#4", "Payment") });
  }

  test("is not taken for the one of which there is a record", () => {
    const repository = withBoth();
    repository.commit("for either", session("plain", "4"));
    repository.migrate("md#4", "gh#1");
    repository.migrate("mt#4", "gh#2", { record: false });
    expect(needs(repository)).toEqual({ [plain]: "ambiguous-task-id" });
    expect(repository.sa("fix").code).toBe(1);
    expect(repository.read(plain)).toBe("session: plain\ntaskId: 4\n");
  });

  test("means the one that was there when it was written", () => {
    const repository = createRepository({ ...titled("mt#4", "Payment"), ...session("plain", "4") });
    repository.migrate("mt#4", "gh#2", { record: false });
    repository.commit("another", titled("md#4", "Login"));
    repository.migrate("md#4", "gh#1");
    expect(needs(repository)).toEqual({ [plain]: "2" });
  });
});

test("a shallow clone with two edges does not take them for the beginning", () => {
  const repository = createRepository({ ...titled("md#1", "Login") });
  repository.git("switch", "--quiet", "-c", "feature");
  repository.commit("work", { "a.txt": "a\n" });
  repository.commit("a session", session("old", "md#1"));
  repository.git("switch", "--quiet", "main");
  repository.migrate("md#1", "mt#1");
  repository.commit("reuse", titled("md#1", "Payment"));
  repository.commit("more", { "b.txt": "b\n" });
  repository.git("merge", "--quiet", "--no-verify", "--no-edit", "feature");
  expect(needs(repository)).toEqual({ [old]: "mt#1" });
  const path = join(repository.path, "..", "shallow");
  repository.git("clone", "--quiet", "--depth=3", `file://${repository.path}`, path);
  expect(needs(repository.sibling(path))).toEqual({ [old]: "reused-task-id" });
});

test("a bare repository decides too", () => {
  const { repository } = reused();
  const path = join(repository.path, "..", "bare.git");
  repository.git("clone", "--quiet", "--bare", repository.path, path);
  const bare = repository.sibling(path);
  expect(bare.findings("--rev", "main").map(f => f.replacement ?? f.code)).toEqual([
    "mt#1",
    "reused-task-id",
  ]);
});
