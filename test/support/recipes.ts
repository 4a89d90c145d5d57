import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";

/** This checkout. */
export const root = join(import.meta.dirname, "../..");

/** A file that people copy, or that another tool looks for. */
export function recipe(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** The version that recipes must name. */
export const { version } = JSON.parse(recipe("package.json")) as { readonly version: string };

const schemas = join(
  dirname(createRequire(import.meta.url).resolve("schemastore/package.json")),
  "schemas/json",
);

/**
 * What a schema of schemastore.org says against a YAML text; empty when it is valid.
 *
 * @param others schemas that it refers to
 */
export function schemaErrors(
  schema: string,
  yaml: string,
  others: readonly string[] = [],
): readonly string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  for (const other of others) ajv.addSchema(readSchema(other));
  const validate = ajv.compile(readSchema(schema));
  validate(parse(yaml));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function readSchema(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(schemas, path), "utf8"));
}
