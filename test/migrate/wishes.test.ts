import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { readIdMapFile } from "../../src/id-map-file.ts";
import { wishesOf } from "../../src/migrate/wishes.ts";
import { backendOf } from "../../src/model/task-id.ts";
import { id } from "../support/memory.ts";

async function read(text: string | Buffer) {
  const folder = mkdtempSync(join(tmpdir(), "session-assoc-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "map.yaml"), text);
  const lines = await readIdMapFile(join(folder, "map.yaml"), "map.yaml");
  return wishesOf(lines, backendOf(id("md#1")), backendOf(id("gh#1")));
}

test("IDs may leave their backend to the migration", async () => {
  const text = "md#1: gh#7\n2: 8\n'#3': task#9\n0123: 0456\nmd#a: 1\n__proto__: 2\n";
  expect([...(await read(text))]).toEqual([
    ["md#1", "gh#7"],
    ["md#2", "gh#8"],
    ["md#3", "gh#9"],
    ["md#0123", "gh#0456"],
    ["md#a", "gh#1"],
    ["md#__proto__", "gh#2"],
  ]);
  expect((await read("")).size).toBe(0);
});

describe("what is no map of these backends' IDs is refused with its place", () => {
  test.each<[text: string | Buffer, message: string]>([
    ["md#1: gh#7\nmt#1: gh#8\n", 'map.yaml:2:1: "mt#1" is not an ID of md'],
    ["md#1: mt#7\n", 'map.yaml:1:1: "mt#7" is not an ID of gh'],
    ["md#1: a b\n", 'map.yaml:1:1: "a b" is not a task ID'],
    ["# c\n1: 7\n  \nmd#1: gh#8\n", "map.yaml:4:1: md#1 is there twice"],
    ["- 1\n", "map.yaml:1:3: expected `old: new`, an ID each"],
    ["md#1: [\n", "map.yaml:2:1: "],
    [Buffer.from([0xff]), "map.yaml is not UTF-8"],
  ])("%j", async (text, message) => {
    const error = await read(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toContain(message);
  });
});
