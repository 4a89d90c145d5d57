import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { affectedRows } from "../../src/catalog/affected.ts";
import { type Catalog, rowOfFile, textHash } from "../../src/catalog/catalog.ts";
import { encode } from "../../src/catalog/encode.ts";
import { keepCatalog, placeFor, withKeptCatalog } from "../../src/catalog/keep.ts";
import { DamagedCatalog } from "../../src/catalog/pages.ts";
import type { Repository } from "../../src/git/repository.ts";
import type { Settings } from "../../src/model/settings.ts";
import { localIdOf } from "../../src/model/task-id.ts";
import { keptPath } from "../../src/snapshots/kept-file.ts";
import { affectedInModel } from "../support/affected-model.ts";
import { catalogInFile, contentOf, fileOf } from "../support/catalog.ts";
import { fillers } from "../support/catalogued.ts";
import { id, settingsFrom, type Texts } from "../support/memory.ts";
import { config, files } from "../support/random-states.ts";

const commonDirectory = mkdtempSync(join(tmpdir(), "session-assoc-"));
afterAll(() => rmSync(commonDirectory, { recursive: true }));

/** As another process opens it. */
function newRepository(): Repository {
  return { commonDirectory, isQuarantined: false } as Repository;
}

function pathFor(settings: Settings): string {
  return keptPath(placeFor(newRepository(), settings));
}

function tidy(count: number): Texts {
  return fillers(count) as Texts;
}

/** A state of some pages: with what is random, files with nothing wrong. */
const state = fc.tuple(files, fc.constantFrom(0, 60)).map(([some, count]): Texts => {
  return { ...tidy(count), ...some };
});

const asked = fc.record({
  locals: fc.array(fc.constantFrom("md#1", "md#2", "mt#3", "fill#1003"), { maxLength: 2 }),
  names: fc.array(fc.constantFrom("a", "b", "fill-1001", "other"), { maxLength: 2 }),
  changed: fc.array(fc.nat(70), { maxLength: 3 }),
});

function askedOf({ locals, names }: { locals: readonly string[]; names: readonly string[] }) {
  return {
    locals: new Set(locals.map(text => localIdOf(id(text)))),
    names: new Set(names.map(textHash)),
  };
}

/** With paths instead of rows. */
function affectedIn(catalog: Catalog, paths: ReadonlySet<string>, asked: typeof nothing) {
  const changed = new Set([...paths].flatMap(path => rowOfFile(catalog, path) ?? []));
  const { rows, ...affected } = affectedRows(catalog, { ...asked, changed });
  return { ...affected, paths: rows.map(row => catalog.files.at(row).path) };
}

const nothing = askedOf({ locals: [], names: [] });

const numRuns = Number(process.env.CASES ?? 1_500);

test("a file that is kept says the same as a look at all that is in it", async () => {
  await fc.assert(
    fc.asyncProperty(state, config, asked, async (texts, text, { changed, ...wish }) => {
      const settings = settingsFrom(text);
      const content = contentOf(texts, settings);
      const paths = new Set(changed.flatMap(i => content.paths[i] ?? []));
      const expected = affectedInModel(content, { ...askedOf(wish), changed: paths });
      const made = keepCatalog(newRepository(), settings, encode(content));
      expect(affectedIn(made, paths, askedOf(wish))).toEqual(expected);
      await withKeptCatalog(newRepository(), settings, async kept => {
        expect(kept && affectedIn(kept, paths, askedOf(wish))).toEqual(expected);
      });
    }),
    { numRuns },
  );
});

/** All that a catalog says, asked in several ways; or that there is none. */
function answersOf(file: Uint8Array, paths: readonly string[]): string {
  try {
    const catalog = catalogInFile(file);
    if (catalog === undefined) return "none";
    const one = (path: string) => affectedIn(catalog, new Set([path]), nothing);
    const affected = paths.map(one).map(({ locals, names, ...rest }) => {
      return { ...rest, locals: [...locals], names: [...names] };
    });
    const { commit, sessions, tasks } = catalog;
    const all = [...catalog.whole().files.each()];
    return JSON.stringify({ commit, sessions, tasks, affected, all });
  } catch (error) {
    if (error instanceof DamagedCatalog) return "none";
    throw error;
  }
}

type Damage = (file: Uint8Array) => Uint8Array;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (file: Uint8Array, part: number): number => Math.floor(part * file.length);
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(([part, bits]): Damage => {
    return file => file.with(at(file, part), (file[at(file, part)] ?? 0) ^ bits);
  }),
  place.map(
    (part): Damage =>
      file =>
        file.slice(0, at(file, part)),
  ),
  fc.tuple(place, place, fc.nat(255)).map(([from, to, byte]): Damage => {
    return file => file.slice().fill(byte, at(file, from), at(file, to));
  }),
  // Pages of 512 bytes that stand in each other's places.
  fc.tuple(place, place).map(([from, to]): Damage => {
    return file => {
      const [a, b] = [from, to].map(part => at(file, part) & ~511);
      const swapped = file.slice();
      swapped.set(file.subarray(a, (a ?? 0) + 512), b);
      swapped.set(file.subarray(b, (b ?? 0) + 512), a);
      return swapped;
    };
  }),
);

test("a damaged file gives the same answers, or none", () => {
  const count = { none: 0, same: 0 };
  fc.assert(
    fc.property(
      state,
      config,
      fc.array(damage, { minLength: 20, maxLength: 20 }),
      (texts, text, damages) => {
        const content = contentOf(texts, settingsFrom(text));
        const file = new Uint8Array(fileOf(content));
        const answers = answersOf(file, content.paths);
        for (const change of damages) {
          const found = answersOf(change(file), content.paths);
          if (found === "none") count.none++;
          else expect(found).toBe(answers);
          if (found === answers) count.same++;
        }
      },
    ),
    { numRuns: numRuns / 10 },
  );
  expect(Math.min(count.none, count.same)).toBeGreaterThan(numRuns / 10);
});

test("whichever byte is another one, a file gives the same answers, or none", () => {
  const content = contentOf(tidy(30), settingsFrom(""));
  const file = new Uint8Array(fileOf(content));
  const paths = content.paths.slice(0, 1);
  const answers = answersOf(file, paths);
  const found = Array.from(file, (byte, i) => answersOf(file.with(i, byte ^ 1), paths));
  expect(new Set(found)).toEqual(new Set(["none", answers]));
});

test("what turns out to be damaged is asked once more without a catalog", async () => {
  const settings = settingsFrom("");
  keepCatalog(newRepository(), settings, encode(contentOf(tidy(60), settings)));
  const path = pathFor(settings);
  const file = readFileSync(path);
  writeFileSync(path, file.fill(0, 2048));
  const asked: (string | undefined)[] = [];
  const answer = await withKeptCatalog(newRepository(), settings, async kept => {
    asked.push(kept?.commit);
    return kept?.whole().commit ?? "without";
  });
  expect({ asked, answer }).toEqual({ asked: ["base", undefined], answer: "without" });
});

test("a catalog of other settings is none, though its name be the same", async () => {
  const [settings, others] = [settingsFrom(""), settingsFrom("defaultBackend: md\n")];
  keepCatalog(newRepository(), settings, encode(contentOf(tidy(30), settings)));
  const file = readFileSync(pathFor(settings));
  keepCatalog(newRepository(), others, encode(contentOf(tidy(30), others)));
  writeFileSync(pathFor(others), file);
  const commits = [settings, others].map(some =>
    withKeptCatalog(newRepository(), some, async kept => kept?.commit),
  );
  expect(await Promise.all(commits)).toEqual(["base", undefined]);
});
