// Builds an example repository to play with, and leaves it there: `npm run example plain [folder]`.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setUp as awkwardHistory } from "./awkward-history/set-up.js";
import { setUp as bulkMigration } from "./bulk-migration/set-up.js";
import { setUp as plain } from "./plain/set-up.js";
import { buildStage } from "./stage.js";

const setUps = new Map([
  ["plain", plain],
  ["bulk-migration", bulkMigration],
  ["awkward-history", awkwardHistory],
]);

const [name = "", folder] = process.argv.slice(2);
const setUp = setUps.get(name);
if (setUp === undefined) {
  stop(`name an example: npm run example ${[...setUps.keys()].join("|")} [folder]`);
}
const top = folder === undefined ? newFolder() : emptyFolder(folder);
const stage = buildStage(top, name);
setUp(stage);
// From here on somebody else is at the keyboard, whose configuration may be any.
for (const setting of [
  ["user.name", "Ada"],
  ["user.email", "ada@example.org"],
  ["commit.gpgSign", "false"],
]) {
  stage.quietly("git", "config", ...setting);
}

const readme = readFileSync(join(import.meta.dirname, name, "README.md"), "utf8");
console.log(`The repository is built. Its story is in examples/${name}/README.md, and begins with

  cd '${top.replaceAll("'", "'\\''")}'
  ${/^\$ (.*)$/m.exec(readme)?.[1]}`);

function newFolder() {
  return mkdtempSync(join(tmpdir(), `session-assoc-${name}-`));
}

/** A folder of the user's choice, seen from where npm was called. @param {string} path */
function emptyFolder(path) {
  const absolute = resolve(process.env.INIT_CWD ?? ".", path);
  mkdirSync(absolute, { recursive: true });
  if (readdirSync(absolute).length > 0) stop(`${absolute} is not empty: name another folder`);
  return absolute;
}

/** @param {string} reason @returns {never} */
function stop(reason) {
  console.error(reason);
  process.exit(2);
}
