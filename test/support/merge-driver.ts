import { mergeDriver } from "../../src/setup/merge-driver.ts";
import {
  createRepository,
  type Files,
  type InitOptions,
  type TestRepository,
} from "./repository.ts";

export const attributes = {
  ".gitattributes": "sessions/** merge=session-assoc\ntasks/** merge=session-assoc\n",
};

/** Parts main and feature, and checks main out; no hooks are installed unless they are asked for. */
export function partWithDriver(
  base: Files,
  main: (repository: TestRepository) => unknown,
  feature: (repository: TestRepository) => unknown,
  options: InitOptions = {},
): TestRepository {
  const repository = createRepository({ ...attributes, ...base }, { hooks: [], ...options });
  repository.git("config", "merge.session-assoc.name", "session-assoc: key by key");
  repository.git("config", "merge.session-assoc.driver", mergeDriver);
  repository.git("switch", "--quiet", "--create", "feature");
  feature(repository);
  repository.git("switch", "--quiet", "main");
  main(repository);
  return repository;
}

/** Replaces texts in a file of the working tree. */
export function edit(
  repository: TestRepository,
  path: string,
  ...changes: readonly (readonly [from: string, to: string])[]
): Files {
  const text = changes.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new Error(`${path} does not hold ${from}`);
    return all.replace(from, to);
  }, repository.read(path));
  return { [path]: text };
}
