import fc from "fast-check";

/** Texts that are mostly lines of `key: value`, with what hurts strewn in: most are YAML, some no longer. */

const words = [
  "md#1",
  "1",
  "md",
  "task",
  "#1",
  "task#12",
  "null",
  "~",
  "NULL",
  "true",
  "0x1f",
  "a b",
];
const odd = [
  "",
  "a: b",
  "a:b",
  "a:",
  "x #y",
  "x # 1",
  "x#y",
  "- a",
  "-1",
  "- ",
  "? a",
  ": a",
  "--- x",
];
const signs = [
  "&a b",
  "*a",
  "!t x",
  "|",
  ">-",
  "%a",
  "@a",
  "`a",
  "{a: b}",
  "{}",
  "...",
  "<<",
  "=",
  ",",
];
const quotes = [
  "'md#1'",
  '"md#1"',
  "''",
  '""',
  "'it''s'",
  '"a\\tb"',
  "'a",
  '"a',
  "'a' b",
  "'a':b",
  "'é'",
];
const lists = [
  "[md#1]",
  "[]",
  "[ md#1 , 2 ]",
  "[a,]",
  "[a b]",
  "['md#1', \"2\"]",
  "[[a]]",
  "[a: b]",
  "[~]",
];
const broken = [
  "[a",
  "[a]b",
  "[a] #b",
  "[a]#b",
  "[,a]",
  "[é]",
  "[🙂, md#1]",
  "[#1]",
  "['🙂', 2]",
  "[a\\b]",
];
const wide = [
  "Fix the page",
  "été",
  "🙂 md#1",
  "a 🙂 # 1",
  "2026-01-02T10:00:00Z",
  "local/app",
  "x\u00a0#1",
];
const value = fc.oneof(
  {
    arbitrary: fc.constantFrom(...words, ...lists.slice(0, 3), ...quotes.slice(0, 4), ...wide),
    weight: 6,
  },
  { arbitrary: fc.constantFrom(...odd, ...signs, ...quotes, ...lists, ...broken), weight: 1 },
);

const names = ["session", "taskId", "backend", "id", "title", "status", "dependsOn", "parent"];
const others = ["migratedFrom", "migratedTo", "createdAt", "a-b", "due.date", "_x", "null", "Task"];
const oddNames = [
  "<<",
  "'id'",
  '"id"',
  "?",
  "- id",
  "a b",
  "1",
  "é",
  "",
  "~",
  "-",
  "...",
  "&a id",
  "!t id",
];
const key = fc.oneof(
  { arbitrary: fc.constantFrom(...names, ...others), weight: 40 },
  { arbitrary: fc.constantFrom(...oddNames), weight: 1 },
);

const gap = often([" "], ["  ", "   "], ["", "\t", " \t", "\n", "\n  ", " \n "]);
const rest = often(
  [""],
  [" ", "  ", " # why", " #1", "  #md#2", " #"],
  ["\t", " \t#1", "#1", "\r", "\f"],
);
const inList = fc.tuple(often(["- "], ["-  "], ["-", "-\t", "- - ", "  ", ""]), value, rest);
const list = fc
  .tuple(
    often(["", "  "], [" "], ["\t", "      "]),
    fc.array(inList, { minLength: 1, maxLength: 3 }),
  )
  .map(([indent, items]) => items.map(item => `${indent}${item.join("")}`));
const pair = fc.tuple(key, gap, value, rest).map(([name, ...said]) => [`${name}:${said.join("")}`]);
const lines = fc.oneof(
  { arbitrary: pair, weight: 12 },
  {
    arbitrary: fc.tuple(key, rest, list).map(([name, end, below]) => [`${name}:${end}`, ...below]),
    weight: 3,
  },
  {
    arbitrary: often(
      ["", "# why"],
      ["#", "# été: 🙂"],
      [" ", " # in", "---", "...", "--- a", "%YAML 1.2"],
    ).map(one => [one]),
    weight: 2,
  },
);
const lineBreak = often(["\n"], ["\r\n"], ["\r", "\u2028", "\u0085"]);
export const document = fc
  .tuple(
    often(
      [""],
      ["---\n", "---\r\n", "# why\n"],
      ["\uFEFF", "--- \n", "\n---\n", "---", "---\n---\n"],
    ),
    fc.array(lines, { minLength: 1, maxLength: 6 }),
    lineBreak,
    often([""], ["\n", "\r\n\r\n", "# end"], ["...", "\n...\n", "  ", "\t", "---\n"]),
  )
  .map(
    ([start, some, end, last]) =>
      start +
      some
        .flat()
        .map(line => line + end)
        .join("") +
      last,
  );

/** What hurts: indicators, line breaks of all kinds, what is invisible, half a character. */
const nasty = [
  ..."\r\n\t :#-[]{}'\"&*!|>%@`,?~<=.\\a1_\u0000\u007f\u0085\u00a0\u2028\uFEFFé🙂",
  "\ud83d",
  "\ude42",
];
export const mutation = fc.record({
  kind: fc.constantFrom("insert", "replace", "remove", "double", "indent", "swap", "splice", "cut"),
  at: fc.nat({ max: 9999 }),
  character: fc.constantFrom(...nasty, "\r\n", "\n  ", "\n- ", ": ", " #", "- "),
  other: document,
});
export const mutated = fc
  .tuple(
    document,
    fc.oneof(
      { arbitrary: fc.constant([]), weight: 2 },
      { arbitrary: fc.array(mutation, { maxLength: 3 }), weight: 3 },
    ),
  )
  .map(([text, mutations]) => mutations.reduce(mutate, text));

/** Mostly what is first, now and then what is second, seldom what is third. */
export function often(first: string[], second: string[], third: string[]) {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...first), weight: 24 },
    { arbitrary: fc.constantFrom(...second), weight: 6 },
    { arbitrary: fc.constantFrom(...third), weight: 1 },
  );
}

export function mutate(text: string, { kind, at, character, other }: Mutation): string {
  const i = at % (text.length + 1);
  const lines = text.split(/(?<=\n)/);
  const j = at % lines.length;
  switch (kind) {
    case "insert":
      return text.slice(0, i) + character + text.slice(i);
    case "replace":
      return text.slice(0, i) + character + text.slice(i + 1);
    case "remove":
      return text.slice(0, i) + text.slice(i + 1);
    case "double":
      return lines.flatMap((line, k) => (k === j ? [line, line] : line)).join("");
    case "indent":
      return lines.map((line, k) => (k === j ? `  ${line}` : line)).join("");
    case "swap":
      return [...lines.slice(0, j), ...lines.slice(j).reverse()].join("");
    case "splice":
      return text.slice(0, i) + other.slice(at % (other.length + 1));
    case "cut":
      return text.slice(0, i);
  }
}

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;
