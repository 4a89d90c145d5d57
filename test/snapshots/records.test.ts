import { expect, test } from "vitest";
import { decode } from "../../src/snapshots/records.ts";

test("what is not UTF-8 leaves nothing behind for the file that is read next", () => {
  for (const bad of [[0x61, 0xe2, 0x82], [0xf0, 0x9f], [0xff], [0xed, 0xa0, 0x80], [0xc0, 0x80]]) {
    expect(decode(Buffer.from(bad))).toBeUndefined();
    for (const text of ["id: md#1\n", "\uFEFFé", "\u00ac", "", "🙂"]) {
      expect(decode(Buffer.from(text))).toBe(text);
    }
  }
});
