// Builds what is published: the command line in a few files, the library with its types, and the JSON
// Schemas for editors.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { devNull } from "node:os";
import { build } from "esbuild";
import { licenseTexts } from "./build/license-texts.js";
import { loadedFrom, loadedWhenUsed } from "./build/own-files.js";
import { removeUnreached } from "./build/remove-unreached.js";

for (const folder of ["dist/lib", "dist/cli"]) rmSync(folder, { recursive: true, force: true });

const inCommands = "./commands.cjs";
const loadedLate = {
  "fast-glob": "./fast-glob.cjs",
  "node:crypto": undefined,
  "node:fs/promises": undefined,
  "node:stream/consumers": undefined,
  "node:timers/promises": undefined,
  picomatch: "./picomatch.cjs",
  "simple-git": "./simple-git.cjs",
  yaml: "./yaml.cjs",
};
const metafiles = await Promise.all([
  bundle("src/cli/bin.ts", "dist/cli.cjs", {
    banner: { js: "#!/usr/bin/env node" },
    plugins: [
      loadedFrom({
        "start-hook.ts": "./cli/hook.cjs",
        "start-post-merge.ts": "./cli/post-merge.cjs",
        "everyday.ts": "./cli/everyday.cjs",
        "every-command.ts": "./cli/commands.cjs",
      }),
    ],
  }),
  ...["hook", "post-merge"].map(name =>
    bundle(`src/cli/start-${name}.ts`, `dist/cli/${name}.cjs`, {
      plugins: [loadedWhenUsed(loadedLate)],
    }),
  ),
  bundle("src/cli/everyday.ts", "dist/cli/everyday.cjs", {
    plugins: [
      loadedFrom({
        ...Object.fromEntries(otherCommands().map(file => [file, inCommands])),
        ...{ "sarif.ts": inCommands, "diff.ts": inCommands },
      }),
      loadedWhenUsed(loadedLate),
    ],
  }),
  bundle("src/cli/every-command.ts", "dist/cli/commands.cjs", {
    plugins: [loadedWhenUsed(loadedLate)],
  }),
  ...["fast-glob", "picomatch", "simple-git", "yaml"].map(name =>
    bundle(name, `dist/cli/${name}.cjs`, {}),
  ),
]);
chmodSync("dist/cli.cjs", 0o755);
writeFileSync("dist/LICENSES.txt", licenseTexts(metafiles));

// What is shipped is what the command prints where nothing is configured.
mkdirSync("dist/schemas", { recursive: true });
for (const kind of ["session", "task", "config"]) {
  const args = ["dist/cli.cjs", "schema", kind, "--config", devNull];
  writeFileSync(`dist/schemas/${kind}.json`, execFileSync(process.execPath, args));
}

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.lib.json"], { stdio: "inherit" });
removeUnreached("dist/lib", "index");

/**
 * Makes one file of the command line. CommonJS, which node starts 6 ms sooner than ESM.
 * @param {string} entry @param {string} outfile @param {import("esbuild").BuildOptions} options
 */
async function bundle(entry, outfile, options) {
  const { metafile } = await build({
    ...options,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    // Of a file of our own, `require` is the quicker one.
    supported: { "dynamic-import": false },
    alias: { debug: "./build/no-debug.cjs" },
    // Their texts are in LICENSES.txt.
    legalComments: "none",
    metafile: true,
  });
  writeFileSync(outfile, asciiOf(readFileSync(outfile, "utf8")));
  return metafile;
}

/**
 * V8 compiles what is ASCII a quarter quicker. esbuild writes strings so, but not regular expressions and
 * templates, in which an escape means the same.
 * @param {string} code
 */
function asciiOf(code) {
  if (/\\[^\0-\x7f]/.test(code)) throw new Error("behind a backslash, no escape means the same");
  return code.replace(
    /[^\0-\x7f]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** What `check` and `fix` do not load. @returns {readonly string[]} */
function otherCommands() {
  const own = new Set(["check.ts", "fix.ts", "hook.ts"]);
  return readdirSync("src/cli/commands").filter(file => !own.has(file));
}
