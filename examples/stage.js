// What the stories in this folder are told with: a real repository, with the hooks of session-assoc, in
// which every run prints the same.
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const project = join(import.meta.dirname, "..");

/**
 * Tells a story in a new repository, which is gone afterwards.
 * @param {string} name the folder beside this file that holds the files of each chapter
 * @param {(stage: Stage) => void} tell
 */
export function onStage(name, tell) {
  const top = mkdtempSync(join(tmpdir(), "session-assoc-demo-"));
  try {
    tell(buildStage(top, name));
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

/** @typedef {ReturnType<typeof stageIn>} Stage */

/**
 * A new repository with the hooks and the command of this checkout, and the means to fill it.
 * @param {string} top an empty folder
 * @param {string} name as for `onStage`
 */
export function buildStage(top, name) {
  const stage = stageIn(top, join(import.meta.dirname, name));
  stage.quietly("git", "init", "--quiet", "--initial-branch=main");
  installHooks(top);
  return stage;
}

/** @param {string} top @param {string} chapters */
function stageIn(top, chapters) {
  /** @type {{ cwd: string, env: NodeJS.ProcessEnv, encoding: "utf8" }} */
  const options = { cwd: top, env: isolatedEnvironment(top), encoding: "utf8" };
  const stage = {
    /** Says what happens next. @param {string} sentence */
    tell(sentence) {
      console.log(`\n# ${sentence}\n`);
    },
    /** Runs a command as a person would type it, with all that it prints. @param {string[]} words */
    show(...words) {
      const [command = "", ...args] = words;
      console.log(`$ ${words.map(word => (/[ %]/.test(word) ? `'${word}'` : word)).join(" ")}`);
      // Both streams in one, as in a terminal: in the order in which they were written.
      const file = join(top, ".git/shown");
      const shown = openSync(file, "w");
      spawnSync(command, args, { ...options, stdio: ["ignore", shown, shown] });
      closeSync(shown);
      process.stdout.write(readFileSync(file, "utf8"));
    },
    /** @param {string} command @param {string[]} args */
    quietly(command, ...args) {
      execFileSync(command, args, options);
    },
    /** Moves the clock. @param {string} day as in 2026-03-12 */
    on(day) {
      options.env.GIT_AUTHOR_DATE = options.env.GIT_COMMITTER_DATE = `${day}T09:00:00Z`;
    },
    /** @param {string} path @param {string} content */
    write(path, content) {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      writeFileSync(join(top, path), content);
    },
    /** Commits, without the hooks, with the files of one chapter. @param {string} message @param {string} [chapter] */
    commit(message, chapter) {
      if (chapter !== undefined) cpSync(join(chapters, chapter), top, { recursive: true });
      stage.quietly("git", "add", "--all");
      stage.quietly("git", "commit", "--quiet", "--no-verify", "-m", message);
    },
  };
  return stage;
}

/** Puts the hooks and the command where `npm install` and a person would put them. @param {string} top */
function installHooks(top) {
  cpSync(join(project, "hooks"), join(top, ".git", "hooks"), { recursive: true });
  const bin = join(top, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  const cli = join(project, "dist", "cli.cjs");
  chmodSync(cli, 0o755);
  symlinkSync(cli, join(bin, "session-assoc"));
  writeFileSync(join(top, ".git", "info", "exclude"), "node_modules\n");
}

/** Nobody's configuration and a fixed clock. @param {string} top */
function isolatedEnvironment(top) {
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
