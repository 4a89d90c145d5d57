import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./recipes.ts";
import { sandbox } from "./repository.ts";

/** What `npm publish` would publish. */
export interface Tarball {
  /** Where it is. */
  readonly path: string;
  readonly bytes: number;
  readonly unpackedBytes: number;
  readonly files: readonly PackedFile[];
}

export interface PackedFile {
  readonly path: string;
  readonly mode: number;
}

/** Packs this checkout; the build is the one that the tests use. The tarball goes with the test. */
export function pack(): Tarball {
  const { path, environment } = sandbox();
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", path];
  const printed = execFileSync("npm", args, { cwd: root, env: environment, encoding: "utf8" });
  const [{ filename, size, unpackedSize, files }] = JSON.parse(printed) as [NpmPack];
  return { path: join(path, filename), bytes: size, unpackedBytes: unpackedSize, files };
}

interface NpmPack {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly PackedFile[];
}
