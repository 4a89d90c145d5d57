import fc from "fast-check";
import { mutate, mutated, mutation } from "../../yaml/flat-documents.ts";

/**
 * Bytes of files: mostly the text in UTF-8, often damaged a little, now and then in another encoding,
 * or with bytes that are no text.
 */
export function bytesOf(texts: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  const some = fc.oneof({ arbitrary: texts, weight: 9 }, { arbitrary: mutated, weight: 1 });
  const damage = fc.oneof(
    { arbitrary: fc.constant([]), weight: 5 },
    { arbitrary: fc.array(mutation, { minLength: 1, maxLength: 3 }), weight: 1 },
  );
  return fc
    .tuple(some, damage, encoding)
    .map(([text, mutations, encode]) => encode(mutations.reduce(mutate, text)));
}

type Encoding = (text: string) => Buffer;

const utf8: Encoding = text => Buffer.from(text, "utf8");
const utf16le: Encoding = text => Buffer.from(text, "utf16le");
const others: readonly Encoding[] = [
  utf16le,
  text => utf16le(`\uFEFF${text}`),
  text => utf16le(text).swap16(),
  text => utf16le(`\uFEFF${text}`).swap16(),
  text => Buffer.from(text, "latin1"),
  text => Buffer.concat([utf8(text), Buffer.from([0xff])]),
  text => utf8(text).subarray(0, -1),
  text => Buffer.concat([utf8("\uFEFF"), utf8("\uFEFF"), utf8(text)]),
];

/** A byte is replaced, taken out or put in. */
const broken = fc.tuple(fc.nat(5000), fc.nat(255), fc.nat(1), fc.nat(1)).map(
  ([place, byte, removed, added]): Encoding =>
    text => {
      const bytes = utf8(text);
      const at = place % (bytes.length + 1);
      const put = Buffer.from([byte]).subarray(0, added);
      return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + removed)]);
    },
);

const encoding: fc.Arbitrary<Encoding> = fc.oneof(
  { arbitrary: fc.constant(utf8), weight: 30 },
  { arbitrary: fc.constant<Encoding>(text => utf8(`\uFEFF${text}`)), weight: 4 },
  { arbitrary: fc.constantFrom(...others), weight: 2 },
  { arbitrary: broken, weight: 2 },
);
