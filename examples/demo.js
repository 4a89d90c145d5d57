// The whole story on a real repository in a temporary folder: `npm run demo`.
// One branch migrates the tasks, the other adds a session with an old ID, git merges the two.
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const project = join(import.meta.dirname, "..");
const story = join(import.meta.dirname, "two-branches");
const top = mkdtempSync(join(tmpdir(), "session-assoc-demo-"));
const environment = isolatedEnvironment();

try {
  tell("A repository with two tasks of the backend md, and the hooks of session-assoc.");
  quietly("git", "init", "--quiet", "--initial-branch=main");
  installHooks();
  commit("Two tasks and a session", "start");
  quietly("git", "branch", "feature");

  tell("main migrates both tasks from md to mt; the session that it knows follows.");
  quietly("git", "rm", "-r", "--quiet", "tasks/md");
  commit("Migrate the tasks to mt", "migration");
  show("git", "show", "--format=%h %s", "--stat", "--find-renames=40%");

  tell("feature has not seen that, and adds a session for md#123.");
  quietly("git", "switch", "--quiet", "feature");
  commit("Start on the login page", "feature");
  show("cat", "sessions/fix-login.yaml");

  tell("To git there is no conflict. The merge, with the hooks:");
  quietly("git", "switch", "--quiet", "main");
  show("git", "merge", "--no-edit", "feature");

  tell("The merge commit itself holds the new ID. What it adds to git's own merge is this:");
  show("git", "show", "--remerge-diff", "--format=%h %s%nparents %p", "HEAD");
  show("git", "status", "--short", "--branch");

  tell("The same merge where the team prefers to be asked, with `onStale: fail`:");
  quietly("git", "reset", "--quiet", "--hard", "HEAD^1");
  writeFileSync(join(top, ".session-assoc.yaml"), "onStale: fail\n");
  commit("Stop merges that would leave stale IDs");
  show("git", "merge", "--no-edit", "feature");

  tell("Nothing was rewritten. It is repaired as the report says, and completed:");
  show("session-assoc", "fix");
  show("git", "add", "sessions");
  show("git", "commit", "--no-edit", "--quiet");
  show("git", "log", "--oneline", "--graph");
} finally {
  rmSync(top, { recursive: true, force: true });
}

/** Says what happens next. @param {string} sentence */
function tell(sentence) {
  console.log(`\n# ${sentence}\n`);
}

/** Runs a command as a person would type it, with all that it prints. @param {string[]} words */
function show(...words) {
  const [command = "", ...args] = words;
  console.log(`$ ${words.map(word => (/[ %]/.test(word) ? `'${word}'` : word)).join(" ")}`);
  const { stdout, stderr } = spawnSync(command, args, run());
  process.stdout.write(stderr + stdout);
}

/** @param {string} command @param {string[]} args */
function quietly(command, ...args) {
  execFileSync(command, args, run());
}

/** Commits, without the hooks, with the files of one chapter. @param {string} message @param {string} [chapter] */
function commit(message, chapter) {
  if (chapter !== undefined) cpSync(join(story, chapter), top, { recursive: true });
  quietly("git", "add", "--all");
  quietly("git", "commit", "--quiet", "--no-verify", "-m", message);
}

/** Puts the hooks and the command where `npm install` and a person would put them. */
function installHooks() {
  cpSync(join(project, "hooks"), join(top, ".git", "hooks"), { recursive: true });
  const bin = join(top, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  const cli = join(project, "dist", "cli.js");
  chmodSync(cli, 0o755);
  symlinkSync(cli, join(bin, "session-assoc"));
  writeFileSync(join(top, ".git", "info", "exclude"), "node_modules\n");
}

/** @returns {{ cwd: string, env: NodeJS.ProcessEnv, encoding: "utf8" }} */
function run() {
  return { cwd: top, env: environment, encoding: "utf8" };
}

/** Nobody's configuration and a fixed clock: every run prints the same. */
function isolatedEnvironment() {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return {
    ...Object.fromEntries(inherited),
    ...{
      PATH: `${join(top, "node_modules", ".bin")}:${process.env.PATH}`,
      HOME: top,
      PAGER: "cat",
    },
    ...{ GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", GIT_EDITOR: "true" },
    ...{ GIT_AUTHOR_NAME: "Ada", GIT_AUTHOR_EMAIL: "ada@example.org" },
    ...{ GIT_COMMITTER_NAME: "Ada", GIT_COMMITTER_EMAIL: "ada@example.org" },
    ...{ GIT_AUTHOR_DATE: "2026-03-12T09:00:00Z", GIT_COMMITTER_DATE: "2026-03-12T09:00:00Z" },
  };
}
