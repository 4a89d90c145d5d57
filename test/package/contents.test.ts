import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { expect, test } from "vitest";
import { licenseTexts } from "../../build/license-texts.js";
import { recipe, root } from "../support/recipes.ts";
import { sandbox } from "../support/repository.ts";
import { pack } from "../support/tarball.ts";

test("the tarball holds what is needed and nothing else, small, and in the form that tools expect", async () => {
  const { path, bytes, unpackedBytes, files } = pack();
  const paths = files.map(file => file.path);
  const other = paths.filter(file => !/^dist\/lib\/.*\.(js|d\.ts)$/.test(file)).sort();
  expect(other).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist/LICENSES.txt",
    "dist/cli.cjs",
    "dist/cli/commands.cjs",
    "dist/cli/everyday.cjs",
    "dist/cli/fast-glob.cjs",
    "dist/cli/hook.cjs",
    "dist/cli/picomatch.cjs",
    "dist/cli/post-merge.cjs",
    "dist/cli/simple-git.cjs",
    "dist/cli/yaml.cjs",
    "dist/schemas/config.json",
    "dist/schemas/session.json",
    "dist/schemas/task.json",
    "hooks/post-merge",
    "hooks/post-rewrite",
    "hooks/pre-commit",
    "hooks/pre-merge-commit",
    "hooks/pre-push",
    "hooks/pre-receive",
    "package.json",
  ]);
  expect(paths).toContain("dist/lib/index.d.ts");
  const executable = files.filter(({ mode }) => (mode & 0o111) === 0o111).map(file => file.path);
  expect(executable.sort()).toEqual(other.filter(file => /^hooks\/|cli\.cjs$/.test(file)));
  for (const file of executable) {
    expect(recipe(file)).toMatch(/^#!\/(usr\/bin\/env node|bin\/sh)\n/);
  }

  // Whoever needs more raises these, and says why in the commit.
  expect(paths.length, "files").toBeLessThan(300);
  expect(bytes, "bytes packed").toBeLessThan(870_000);
  expect(unpackedBytes, "bytes unpacked").toBeLessThan(3_500_000);

  const tarball = new Uint8Array(readFileSync(path));
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: tarball.buffer } });
  expect(messages.map(message => formatMessage(message, pkg))).toEqual([]);

  // The profile `esm-only` of are-the-types-wrong: the package has `exports` and no CommonJS, so that
  // what looks for `main`, or calls `require` in a Node that cannot load ESM by it, finds nothing.
  const checked = await checkPackage(createPackageFromTarballData(tarball));
  if (checked.types === false) throw new Error("the package has no types");
  const problems = checked.problems.filter(
    problem =>
      !("resolutionKind" in problem && /^node10$|^node16-cjs$/.test(problem.resolutionKind)),
  );
  expect(problems).toEqual([]);
});

test("the licence of every package in the command line goes with it, whole", () => {
  const dist = join(root, "dist");
  const bundled = readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter(file => file.endsWith(".cjs"))
    // esbuild says above each module where it is from.
    .flatMap(
      file => readFileSync(join(dist, file), "utf8").match(/^ *\/\/ node_modules\/.*$/gm) ?? [],
    )
    .map(line => /\/\/ (.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(line)?.[1] ?? "");
  const packages = [...new Set(bundled)];
  expect(packages).toContain("node_modules/yaml");
  expect(packages).toContain("node_modules/picomatch");
  expect(packages).toContain("node_modules/fast-glob");
  const licenses = recipe("dist/LICENSES.txt");
  for (const folder of packages) {
    const { name, version, license } = JSON.parse(recipe(`${folder}/package.json`));
    const file = readdirSync(join(root, folder)).find(entry => /licen[cs]e/i.test(entry));
    const text = recipe(`${folder}/${file}`).trim();
    // Not toContain, which would print all of them.
    expect(licenses.includes(`${name} ${version} (${license})\n\n${text}\n`), folder).toBe(true);
  }
});

test("a package without a licence is not bundled", () => {
  const { path } = sandbox();
  const folder = join(path, "node_modules/nobodys");
  const metafile = {
    inputs: {},
    outputs: {
      "cli.cjs": {
        ...{ bytes: 1, imports: [], exports: [] },
        inputs: { [`${folder}/index.js`]: { bytesInOutput: 1 } },
      },
    },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "nobodys", "version": "1.0.0" }');
  expect(() => licenseTexts([metafile])).toThrow(`${folder} has no file LICENSE`);
  writeFileSync(join(folder, "license.md"), "Do what you like.\n");
  expect(licenseTexts([metafile])).toContain("nobodys 1.0.0 (undefined)\n\nDo what you like.\n");
});
