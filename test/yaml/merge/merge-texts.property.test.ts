import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultSettings } from "../../../src/model/settings.ts";
import { splitText } from "../../../src/yaml/merge/split-text.ts";
import { mergeKeys } from "../../support/merge.ts";

/** A key's value as it may be written down. */
const value = fc.oneof(
  fc.constantFrom("1", "md#7", "'it''s'", '"two\\nlines"', "x # why", "[a, b]", "", "~", "🙂"),
  fc.constantFrom("|\n  long\n\n  text", ">-\n  folded\n  text", "\n  - a\n  # in it\n  - b: c"),
  fc.constantFrom("\n  deep:\n    er: 1\n  # below", "plain text\n  on two lines"),
);
const lead = fc.constantFrom("", "", "", "\n", "# comment\n", "\n# two\n# lines\n\n");
const key = fc.record({ value, lead });

type Keys = Readonly<Record<string, { readonly value: string; readonly lead: string }>>;

const written = (keys: Keys, names: readonly string[]): string =>
  names
    .flatMap(name => {
      const found = keys[name];
      if (found === undefined) return [];
      return `${found.lead}${name}: ${found.value}`.replace(/: \n/, ":\n").replace(/\n?$/, "\n");
    })
    .join("");

const names = ["session", "one", "two", "three", "four", "five", "six", "seven"];
const ours = names.filter((_, i) => i % 2 === 1);
const keysOf = (some: readonly string[]) =>
  fc.record(Object.fromEntries(some.map(name => [name, key])), { requiredKeys: [] });

test("keys that are changed, added and removed by one side each, neighbours or not, are merged", async () => {
  const sides = fc.tuple(keysOf(names), keysOf(names)).map(([base, changed]) => {
    const session = { value: "a", lead: "" };
    const take = (own: readonly string[]): Keys =>
      Object.fromEntries(
        names.flatMap(name => {
          const from = (own.includes(name) ? changed : base)[name];
          return from === undefined ? [] : [[name, from]];
        }),
      );
    const with_ = (keys: Keys): string => written({ ...keys, session }, names);
    const theirs = names.filter(name => !ours.includes(name));
    return {
      base: with_(base as Keys),
      ours: with_(take(ours)),
      theirs: with_(take(theirs)),
      merged: with_(changed as Keys),
    };
  });
  await fc.assert(
    fc.asyncProperty(sides, async ({ merged, ...texts }) => {
      const result = await mergeKeys(texts);
      // Which of two texts that were added at one place comes first is another test's business.
      expect(linesOf(result)).toEqual(linesOf(merged));
      const swapped = { base: texts.base, ours: texts.theirs, theirs: texts.ours };
      expect(linesOf(await mergeKeys(swapped))).toEqual(linesOf(merged));
    }),
    { numRuns: 200 },
  );
});

test("a text that is cut into its keys is still the same text", () => {
  const document = keysOf(names).map(keys =>
    written({ ...(keys as Keys), session: { value: "a", lead: "" } }, names),
  );
  const file = fc
    .tuple(lead, fc.array(document, { minLength: 1, maxLength: 3 }), lead)
    .map(([head, documents, tail]) => `${head}${documents.join("---\n")}${tail}`);
  fc.assert(
    fc.property(file, text => {
      const records = splitText(text, "session", defaultSettings) ?? [];
      const joined = records.map(({ head, keys, tail }) => {
        const lines = [...keys.values()].map(({ lead: above, body }) => above + body);
        return head + lines.join("") + tail;
      });
      expect(joined.join("")).toBe(text);
    }),
  );
});

test("a side that changed nothing leaves the other as it is, byte for byte", async () => {
  const text = fc.oneof(
    keysOf(names).map(keys => written(keys as Keys, names)),
    fc.string({ unit: "binary" }),
  );
  await fc.assert(
    fc.asyncProperty(text, text, async (base, changed) => {
      expect(await mergeKeys({ base, ours: base, theirs: changed })).toBe(changed);
      expect(await mergeKeys({ base, ours: changed, theirs: base })).toBe(changed);
      expect(await mergeKeys({ base, ours: changed, theirs: changed })).toBe(changed);
    }),
  );
});

function linesOf(text: string): readonly string[] {
  return text.split("\n").sort();
}
