import fc from "fast-check";
import { expect, test } from "vitest";
import { idsInText } from "../../src/migrate/used-ids.ts";
import type { Backend } from "../../src/model/task-id.ts";
import { backendOf, parseQualifiedId } from "../../src/model/task-id.ts";
import { reasonOf } from "../../src/report/update.ts";
import { createRepository } from "../support/repository.ts";

const md = "md" as Backend;

test("what looks like an ID in a text is what a regular expression finds, at any length", () => {
  const piece = fc.constantFrom(
    "md",
    "m",
    "#",
    "##",
    "1",
    "-",
    "_",
    "7a",
    " ",
    "\n",
    ",",
    "'",
    "[",
    "ä",
    "md#1",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
      const text = pieces.join("");
      const found = text.matchAll(/[A-Za-z][A-Za-z0-9_-]*#[^\s#,"'[\]{}]+/g);
      const ids = [...found].flatMap(([one]) => parseQualifiedId(one) ?? []);
      expect(idsInText(text, md)).toEqual(ids.filter(id => backendOf(id) === md));
    }),
    { numRuns: 20_000 },
  );
  expect(idsInText("a".repeat(1_000_000), md)).toEqual([]);
  expect(idsInText("-a".repeat(500_000), md)).toEqual([]);
  expect(idsInText("md#1 ".repeat(200_000), md)).toHaveLength(200_000);
});

test("a reason of many lines is told in one, at any length", () => {
  expect(reasonOf(new Error(" a \n\n\t b\r\nc "))).toBe("a; b; c");
  expect(reasonOf(new Error(`a${" ".repeat(1_000_000)}b`))).toHaveLength(1_000_002);
});

test("lines that are made to be slow are completed, or left out", () => {
  const repository = createRepository({
    "sessions/a.yaml": `session: a${" ".repeat(900_000)}x\n`,
    "sessions/b.yaml": `session: '${"''".repeat(400_000)}\n`,
    "sessions/c.yaml": "session: fine\n",
  });
  const { code, stdout } = repository.sa("__complete", "zsh", "--", "history", "");
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("fine") });
});
