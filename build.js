// Builds what is published: the command line as one file, the library with its types, and the JSON
// Schemas for editors.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { devNull } from "node:os";
import { build } from "esbuild";
import { licenseTexts } from "./build/license-texts.js";
import { removeUnreached } from "./build/remove-unreached.js";

rmSync("dist/lib", { recursive: true, force: true });

const { metafile } = await build({
  entryPoints: ["src/cli/bin.ts"],
  outfile: "dist/cli.js",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // Their texts are in LICENSES.txt.
  legalComments: "none",
  metafile: true,
  banner: {
    // What bundled CommonJS packages take for granted.
    js: [
      "#!/usr/bin/env node",
      'import { createRequire as __createRequire } from "node:module";',
      'import { fileURLToPath as __fileURLToPath } from "node:url";',
      "const require = __createRequire(import.meta.url);",
      "const __filename = __fileURLToPath(import.meta.url);",
    ].join("\n"),
  },
});
chmodSync("dist/cli.js", 0o755);
writeFileSync("dist/LICENSES.txt", licenseTexts(metafile));

// What is shipped is what the command prints where nothing is configured.
mkdirSync("dist/schemas", { recursive: true });
for (const kind of ["session", "task", "config"]) {
  const args = ["dist/cli.js", "schema", kind, "--config", devNull];
  writeFileSync(`dist/schemas/${kind}.json`, execFileSync(process.execPath, args));
}

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.lib.json"], { stdio: "inherit" });
removeUnreached("dist/lib", "index");
