// What a command does not use it must not load: node reads and scans a file whole before it runs, which
// takes some 30 ms for each MB. So the parts of the command line are files of their own.
import { basename } from "node:path";

/**
 * An esbuild plugin: modules that are imported with `import()` stay out of a bundle, which loads
 * another instead.
 * @param {Readonly<Record<string, string>>} bundles names of modules, and the bundle to load for each
 * @returns {import("esbuild").Plugin}
 */
export function loadedFrom(bundles) {
  return {
    name: "loaded-from",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, kind }) => {
        const bundle = bundles[basename(path)];
        if (kind !== "dynamic-import" || bundle === undefined) return undefined;
        return { path: bundle, external: true };
      });
    },
  };
}

/**
 * An esbuild plugin: packages that are loaded when the first of what they export is used, although
 * they are imported at the top of a module.
 * @param {Readonly<Record<string, string | undefined>>} packages their names, and the bundle that holds
 *   each; where there is none, the package is in this one
 * @returns {import("esbuild").Plugin}
 */
export function loadedWhenUsed(packages) {
  return {
    name: "loaded-when-used",
    setup(build) {
      const filter = new RegExp(`^(${Object.keys(packages).join("|")})$`);
      build.onResolve({ filter: /^\.\/.*\.cjs$/, namespace: "when-used" }, ({ path }) => ({
        path,
        external: true,
      }));
      build.onResolve({ filter }, ({ path, namespace }) =>
        namespace === "when-used" ? undefined : { path, namespace: "when-used" },
      );
      build.onLoad({ filter, namespace: "when-used" }, async ({ path }) => {
        const names = await import(path);
        const whole = names.default ?? names;
        const contents = standIn(packages[path] ?? path, whole);
        return { contents, resolveDir: import.meta.dirname };
      });
    },
  };
}

/**
 * A module that looks like a package of CommonJS, and loads it late.
 * @param {string} from @param {object} whole what the package exports @returns {string}
 */
function standIn(from, whole) {
  const isFunction = typeof whole === "function";
  return [
    "let loaded;",
    `const load = () => (loaded ??= require(${JSON.stringify(from)}));`,
    isFunction ? "module.exports = (...args) => load()(...args);" : "",
    `for (const name of ${JSON.stringify(Object.keys(whole))}) {`,
    "  const get = () => load()[name];",
    "  Object.defineProperty(module.exports, name, { enumerable: true, get });",
    "}",
  ].join("\n");
}
