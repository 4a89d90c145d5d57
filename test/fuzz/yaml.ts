import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments } from "yaml";
import { fixedSession } from "../support/memory.ts";
import { mutated } from "../yaml/flat-documents.ts";
import { type Fuzzer, tryCases } from "./fuzzer.ts";

export const fuzz: Fuzzer = order => {
  const covered = { untouched: 0, rewritten: 0 };
  const tasks = "id: mt#456\nmigratedFrom: md#1\n";
  const judge = (text: string): void => {
    const fixed = fixedSession(text, tasks);
    covered[fixed === text ? "untouched" : "rewritten"]++;
    const [before, after] = [text, fixed].map(one =>
      parseAllDocuments(one).map(document => document.errors.length),
    );
    if (!isDeepStrictEqual(before, after)) throw new Error(`became ${JSON.stringify(fixed)}`);
  };
  return tryCases(mutated, judge, covered, order);
};
