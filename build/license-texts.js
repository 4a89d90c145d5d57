// Licences ask that their text goes with every copy: what a bundle has taken in, it must say.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The licences of all packages that some bundles hold, by name; throws where a package brings none.
 * @param {readonly import("esbuild").Metafile[]} metafiles what esbuild says about the bundles
 */
export function licenseTexts(metafiles) {
  const texts = packagesIn(metafiles).map(folder => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${folder} has no file LICENSE: ask its authors`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  return [intro, ...texts].join(`\n${"-".repeat(72)}\n\n`);
}

const intro = "The command line holds code of these packages, under these licences.\n";

/** @param {readonly import("esbuild").Metafile[]} metafiles @returns {readonly string[]} their folders */
function packagesIn(metafiles) {
  const folders = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.keys(inputs))
    .map(file => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
    .filter(folder => folder !== undefined);
  return [...new Set(folders)].sort();
}
