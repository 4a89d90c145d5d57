// What is disturbed: each command that writes, in a small repository in which there is something to do.

/** @typedef {import("./hand.js").Hand} Hand */
/** @typedef {import("./hand.js").Files} Files */
/** @typedef {readonly string[]} Words a command and its arguments */
/**
 * @typedef {object} Scenario
 * @property {(hand: Hand) => Promise<void>} build in a repository with one empty commit
 * @property {Words} command
 * @property {(hand: Hand) => Promise<readonly Words[]>} [again] what people type after it was
 *   interrupted, until all is done; else the same command once more
 * @property {string} [file] one that somebody else may change or remove meanwhile
 */

/** @param {string} id @param {string} [more] @returns {Files} */
const task = (id, more = "") => ({
  [`tasks/${id.replace("#", "/")}.yaml`]: `id: ${id}\ntitle: Task ${id}\n${more}`,
});

/** @param {string} name @param {string} id @param {string} [more] @returns {Files} */
const session = (name, id, more = "") => ({
  [`sessions/${name}.yaml`]: `session: ${name}\ntaskId: ${id}\n${more}`,
});

const migrated = { ...task("mt#1", "migratedFrom: [md#1]\n"), ...task("md#2") };
const stale = { ...session("a", "md#1", "note: one\n"), ...session("deep/b", "md#1") };
const tool = "session-assoc";

/** @param {Hand} hand */
async function stageStale(hand) {
  await hand.commit(migrated);
  hand.write(stale);
  await hand.git("add", "--all");
  hand.write(session("a", "md#1", "note: not staged\n"));
}

/** main migrates a task, and feature, which does not know of it, adds sessions. @param {Hand} hand */
async function diverge(hand) {
  await hand.commit(task("md#1"));
  await hand.git("switch", "--quiet", "--create", "feature");
  await hand.commit(stale);
  await hand.git("switch", "--quiet", "main");
  await hand.git("rm", "--quiet", "tasks/md/1.yaml");
  await hand.commit(migrated);
}

const mergeFeature = ["git", "merge", "--no-edit", "feature"];

/** @param {Hand} hand @returns {Promise<readonly Words[]>} */
async function completeMerge({ run, git }) {
  const merging = await run(["git", "rev-parse", "--verify", "--quiet", "MERGE_HEAD"]);
  const isMerged = (await git("log", "-1", "--format=%P")).includes(" ");
  if (isMerged) {
    const rest = merging.status === 0 ? [["git", "merge", "--quit"]] : [];
    return [[tool, "fix"], ...rest];
  }
  if (merging.status === 0) return [["git", "commit", "--quiet", "--no-edit"]];
  return [["git", "reset", "--quiet", "--hard"], mergeFeature];
}

const unmigrated = {
  ...task("md#1"),
  ...task("md#2", "parent: md#1\n"),
  ...task("mt#2"),
  ...session("a", "md#1"),
  ...session("deep/b", "md#2"),
};
const migrate = [tool, "tasks", "migrate-backend", "--from", "md", "--to", "mt", "--execute"];

/** @type {Readonly<Record<string, Scenario>>} */
export const scenarios = {
  fix: {
    build: hand => hand.commit({ ...migrated, ...stale }),
    command: [tool, "fix"],
    file: "sessions/a.yaml",
  },
  "fix --staged": {
    build: stageStale,
    command: [tool, "fix", "--staged"],
    file: "sessions/a.yaml",
  },
  "a commit": {
    build: async hand => {
      await stageStale(hand);
      hand.installHooks();
    },
    command: ["git", "commit", "--quiet", "-m", "a commit"],
    file: "sessions/a.yaml",
  },
  "a merge": {
    build: async hand => {
      await diverge(hand);
      hand.installHooks();
    },
    command: mergeFeature,
    again: completeMerge,
  },
  "a merge by keys": {
    build: async hand => {
      const words = "notes: |\n  one\n  two\n  three\n  four\n  five\n";
      await hand.commit({ ...task("md#1"), ...session("a", "md#1", words) });
      await hand.git("switch", "--quiet", "--create", "feature");
      await hand.commit(session("a", "md#1", words.replace("one", "1")));
      await hand.git("switch", "--quiet", "main");
      await hand.commit(session("a", "md#1", words.replace("five", "5")));
      hand.write({ ".git/info/attributes": "sessions/** merge=session-assoc\n" });
      const driver = "session-assoc merge-driver %O %A %B %L %P";
      await hand.git("config", "merge.session-assoc.driver", driver);
    },
    command: mergeFeature,
    again: async () => [["git", "reset", "--quiet", "--hard", "main"], mergeFeature],
  },
  "a migration": {
    build: hand => hand.commit(unmigrated),
    command: migrate,
    file: "sessions/a.yaml",
  },
  "a migration by copies": {
    build: hand => hand.commit(unmigrated),
    command: [...migrate, "--keep-source", "--retire"],
    file: "sessions/a.yaml",
  },
  "a migration with its commit": {
    build: hand => hand.commit(unmigrated),
    command: [...migrate, "--commit"],
  },
  update: {
    build: hand => hand.commit({ ...migrated, ...stale }),
    command: [tool, "update", "md#1", "md#2"],
    file: "sessions/a.yaml",
  },
  "a report": {
    build: hand => hand.commit({ ...migrated, ...stale, "report.json": "an old one\n" }),
    command: [tool, "check", "--format", "json", "--output", "report.json", "--quiet"],
  },
  init: {
    build: hand => hand.commit({ "work/s/a.yaml": "session: a\ntaskId: md#1\n", ...task("md#1") }),
    command: [tool, "init", "--yes", "--merge-driver"],
  },
  "init --remove": {
    build: async hand => {
      await hand.commit(unmigrated);
      await hand.run([tool, "init", "--yes", "--merge-driver"]);
    },
    command: [tool, "init", "--remove"],
  },
  doctor: {
    build: async hand => {
      await hand.commit(unmigrated);
      hand.installHooks();
    },
    command: [tool, "doctor"],
  },
  "a catalog": {
    build: async hand => {
      const numbers = Array.from({ length: 260 }, (_, i) => i + 10);
      const fillers = numbers.map(i => ({ ...task(`md#${i}`), ...session(`s${i}`, `md#${i}`) }));
      await hand.commit(Object.assign({}, unmigrated, ...fillers));
    },
    command: [tool, "check"],
  },
};
