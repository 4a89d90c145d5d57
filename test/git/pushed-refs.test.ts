import { describe, expect, test } from "vitest";
import { refsReceived, refsSent } from "../../src/git/pushed-refs.ts";

const [a, b] = ["a".repeat(40), "b".repeat(40)];
const none = "0".repeat(40);

describe("refs that git describes to pre-push", () => {
  test("are updated, new or deleted; the deleted ones bring nothing", () => {
    const input = [
      `refs/heads/main ${a} refs/heads/main ${b}`,
      `HEAD~1 ${a} refs/heads/new ${none}`,
      `(delete) ${none} refs/heads/gone ${b}`,
      "",
    ].join("\n");
    expect(refsSent(input)).toEqual([
      { ref: "refs/heads/main", tip: a, old: b },
      { ref: "refs/heads/new", tip: a },
    ]);
  });
  test("may be what the user typed, spaces and object IDs included", () => {
    const [sent] = refsSent(`:/as ${b} said in refs/x ${a} refs/heads/main ${b}\n`);
    expect(sent).toEqual({ ref: "refs/heads/main", tip: a, old: b });
  });
  test("may have object IDs of 64 digits, zeros too", () => {
    const [long, zeros] = ["c".repeat(64), "0".repeat(64)];
    expect(refsSent(`main ${long} refs/heads/main ${zeros}\n`)).toEqual([
      { ref: "refs/heads/main", tip: long },
    ]);
  });
  test("may have names with what Unicode calls white space, or nobody sees", () => {
    const ref = "refs/heads/a\u00a0b\u2028c\ufeff";
    expect(refsSent(`${ref} ${a} ${ref} ${b}\n`)).toEqual([{ ref, tip: a, old: b }]);
    expect(refsReceived(`${b} ${a} ${ref}\n`)).toEqual([{ ref, tip: a, old: b }]);
  });
  test("are none where git writes nothing", () => {
    expect(refsSent("")).toEqual([]);
  });
});

test("refs that git describes to pre-receive stand the other way round", () => {
  const input = `${b} ${a} refs/heads/main\n${none} ${a} refs/tags/v1\n${b} ${none} refs/heads/x\n`;
  expect(refsReceived(input)).toEqual([
    { ref: "refs/heads/main", tip: a, old: b },
    { ref: "refs/tags/v1", tip: a },
  ]);
});

test("a line of another form is refused, whatever it may mean", () => {
  expect(() => refsReceived(`${a} refs/heads/main\n`)).toThrow(/like this: a+ refs/);
  expect(() => refsSent(`${a} ${b} refs/heads/main\n`)).toThrow("does not describe");
});
