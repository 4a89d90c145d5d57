// Builds what is published: the command line as one file, the library with its types.
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
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

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.lib.json"], { stdio: "inherit" });
removeUnreached("dist/lib", "index");
