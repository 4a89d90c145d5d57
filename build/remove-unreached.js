// TypeScript writes a declaration and a module for every source file; users of the library need those
// that its entry leads to.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/**
 * Removes the modules and declarations in a folder that nothing leads to from an entry.
 * @param {string} folder
 * @param {string} entry without its ending
 */
export function removeUnreached(folder, entry) {
  const needed = new Set([
    ...reachedFrom(folder, `${entry}.js`),
    ...reachedFrom(folder, `${entry}.d.ts`),
  ]);
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(name =>
    /\.(js|d\.ts)$/.test(name),
  );
  for (const file of all.filter(name => !needed.has(name))) rmSync(join(folder, file));
}

/** @param {string} folder @param {string} entry @returns {ReadonlySet<string>} */
function reachedFrom(folder, entry) {
  const ending = entry.endsWith(".d.ts") ? ".d.ts" : ".js";
  const reached = new Set([entry]);
  for (const file of reached) {
    const { importedFiles } = ts.preProcessFile(
      readFileSync(join(folder, file), "utf8"),
      true,
      true,
    );
    for (const { fileName } of importedFiles.filter(one => one.fileName.startsWith("."))) {
      reached.add(join(dirname(file), fileName.replace(/\.[jt]s$/, ending)));
    }
  }
  return reached;
}
