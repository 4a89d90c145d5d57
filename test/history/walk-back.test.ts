import { expect, test } from "vitest";
import { openRepository } from "../../src/git/repository.ts";
import { openArchive } from "../../src/history/archive.ts";
import { tipSides } from "../../src/history/tip-sides.ts";
import { writingsOf } from "../../src/history/writings.ts";
import { commitSnapshot } from "../../src/snapshots/commit.ts";
import { readRecords } from "../../src/snapshots/records.ts";
import { settingsFrom } from "../support/memory.ts";
import {
  createRepository,
  type Files,
  session,
  type TestRepository,
} from "../support/repository.ts";

const many = 40;

function sessions(count: number, name: string, taskId: string): Files {
  const all = Array.from({ length: count }, (_, i) => session(`${name}-${i}`, taskId));
  return Object.assign({}, ...all) as Files;
}

/** Who wrote all references of HEAD, and how many versions of files were listed to find that out. */
async function look(repository: TestRepository) {
  const opened = await openRepository(repository.path);
  const settings = settingsFrom("");
  const snapshot = commitSnapshot(opened, opened.head ?? "");
  const records = await readRecords(snapshot, settings);
  const references = records.sessions.flatMap(({ reference }) => reference ?? []);
  const archive = await openArchive(opened, settings, snapshot.tips);
  let listed = 0;
  const reader: typeof archive.reader = {
    ...archive.reader,
    load: versions => {
      const all = [...versions];
      listed += all.length;
      return archive.reader.load(all);
    },
  };
  const files = references.map(({ file }) => file);
  const counted = { ...archive, reader };
  const sides = await tipSides(counted, snapshot, records, files);
  const writings = await writingsOf(counted, records, sides, references);
  const writers = new Set([...writings.values()].flat().map(({ commit }) => commit));
  return { writers: [...writers].sort(), count: references.length, listed };
}

test("a change that many sessions were added in is looked through once for all of them", async () => {
  const repository = createRepository(sessions(1, "old", "md#1"));
  const first = repository.git("rev-parse", "HEAD");
  repository.commit("rename", { ...sessions(many, "new", "md#2"), ...session("old-0", "md#2") });
  const second = repository.git("rev-parse", "HEAD");
  const { writers, count, listed } = await look(repository);
  expect(count).toBe(many + 1);
  expect(writers).toEqual([second]);
  expect(first).not.toBe(second);
  // Each its own versions, once by itself and once with the whole change; and the whole change.
  expect(listed).toBeLessThan(6 * count);
});

test("of a change that only adds sessions no others are read to know that they came from nowhere", async () => {
  const repository = createRepository(sessions(many, "new", "md#2"));
  const { writers, count, listed } = await look(repository);
  expect(writers).toEqual([repository.git("rev-parse", "HEAD")]);
  expect(listed).toBeLessThan(4 * count);
});
