// Lets node import TypeScript: those from version 20 on do not by themselves.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";

/** @type {import("node:module").LoadHook} */
export async function load(url, context, nextLoad) {
  if (!url.endsWith(".ts")) return nextLoad(url, context);
  const source = await readFile(new URL(url), "utf8");
  const sourcefile = fileURLToPath(url);
  const { code } = await transform(source, { loader: "ts", sourcemap: "inline", sourcefile });
  return { format: "module", source: code, shortCircuit: true };
}
