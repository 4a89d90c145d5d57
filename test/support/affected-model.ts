import { isName, isOfTask, numberOfMention } from "../../src/catalog/catalog.ts";
import type { CatalogContent } from "../../src/catalog/content.ts";
import { type LocalId, localIdOf } from "../../src/model/task-id.ts";

interface Asked {
  readonly locals: ReadonlySet<LocalId>;
  readonly names: ReadonlySet<number>;
  readonly changed: ReadonlySet<string>;
}

/** What `affectedRows` says, found by looking at all files until there is nothing more: paths. */
export function affectedInModel(content: CatalogContent, asked: Asked) {
  const { paths, mentions, ids, unsettled } = content;
  const locals = new Set(asked.locals);
  const names = new Set(asked.names);
  const files = paths.map((path, i) => {
    const own = [...mentions.numbers.subarray(mentions.starts[i], mentions.starts[i + 1])];
    return { path, own, isUnsettled: unsettled.includes(i), isChanged: asked.changed.has(path) };
  });
  const localOf = (one: number): LocalId => {
    const id = ids[numberOfMention(one)];
    if (id === undefined) throw new Error("a mention of no ID");
    return localIdOf(id);
  };
  const has = (one: number): boolean =>
    isName(one) ? names.has(numberOfMention(one)) : locals.has(localOf(one));
  for (let before = -1; before < locals.size + names.size; ) {
    before = locals.size + names.size;
    for (const { own, isUnsettled, isChanged } of files) {
      const isWhole = isUnsettled || isChanged;
      const isLinked = own.some(one => isOfTask(one) && has(one));
      for (const one of own) {
        if (isName(one) && isWhole) names.add(numberOfMention(one));
        if (!isName(one) && (isWhole || (isLinked && isOfTask(one)))) locals.add(localOf(one));
      }
    }
  }
  const affected = files.filter(
    ({ own, isUnsettled, isChanged }) => !isChanged && (isUnsettled || own.some(has)),
  );
  return { locals, names, paths: affected.map(({ path }) => path) };
}
