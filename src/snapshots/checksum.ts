/** 64 bits. */
export type Checksum = readonly [number, number];

const start: Checksum = [0x243f6a88, 0x85a308d3];

/**
 * A checksum against damage, not against people: it spares loading `node:crypto`. Bytes that differ
 * in one place, of up to four bytes, never have the same one. On a machine with another byte order it
 * is another.
 * @param seed what the bytes belong to: the same ones elsewhere have another checksum
 */
export function checksumOf(bytes: Uint8Array, seed: Checksum = start): Checksum {
  const words = wordsOf(bytes);
  const { length } = words;
  let a = seed[0] ^ bytes.length;
  let b = seed[1] | 0;
  for (let i = 0; i < length; i++) {
    // Each step can be undone, so that no difference is lost on the way; and no product or large
    // number is in it, with which code that is not compiled yet takes long.
    a ^= words[i] ?? 0;
    a ^= a << 13;
    a ^= a >>> 17;
    a ^= a << 5;
    b = ((b << 7) | (b >>> 25)) ^ a;
  }
  return [a >>> 0, b >>> 0];
}

/** Four bytes each, the last ones filled up with zeros. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset, length } = bytes;
  if (byteOffset % 4 === 0 && length % 4 === 0) {
    return new Int32Array(buffer, byteOffset, length / 4);
  }
  const words = new Int32Array(Math.ceil(length / 4));
  new Uint8Array(words.buffer).set(bytes);
  return words;
}

/** Of a checksum in hexadecimal. */
export const checksumDigits = 16;

export function hexOf(checksum: Checksum): string {
  return checksum.map(half => half.toString(16).padStart(8, "0")).join("");
}
