import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "../../src");

/** The modules that a module is made of, itself included. */
function closureOf(file: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(file)) return known;
  known.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, path = ""] of text.matchAll(/from "(\.[^"]+)"/g)) {
    closureOf(join(dirname(file), path), known);
  }
  return known;
}

/** Of all that decides what is read from a file, and what a catalog says of it. */
function digestOfReader(): string {
  const hash = createHash("sha256");
  const entries = ["yaml/read-file.ts", "catalog/catalog-file.ts", "catalog/catalog-builder.ts"];
  const files = new Set(entries.flatMap(entry => [...closureOf(join(source, entry))]));
  for (const file of [...files].sort()) hash.update(readFileSync(file));
  const lock = JSON.parse(readFileSync(join(source, "../package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly version: string }>>;
  };
  hash.update(lock.packages["node_modules/yaml"]?.version ?? "");
  return hash.digest("hex").slice(0, 16);
}

test("whoever changes what is read from a file raises the number of the reader", () => {
  // Catalogs are kept over releases. If the same files give the same records and the same catalog
  // as before (names, comments, formatting), only the digest is written anew; else also `reader` in
  // catalog/keep.ts.
  const keep = readFileSync(join(source, "catalog/keep.ts"), "utf8");
  const reader = /^const reader = (\d+);$/m.exec(keep)?.[1];
  expect({ reader, digest: digestOfReader() }).toEqual({
    reader: "3",
    digest: "c88f5bdcfd36c21c",
  });
});
