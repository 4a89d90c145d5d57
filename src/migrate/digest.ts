import { createHash } from "node:crypto";

/** Of some contents, one after the other, in one text: by which they are known again. */
export type Digests = string;

const length = 22;

export function digestsOf(contents: readonly (Buffer | string)[]): Digests {
  return contents.map(digestOf).join("");
}

/** Each for itself. */
export function splitDigests(digests: Digests): readonly string[] {
  return Array.from({ length: digests.length / length }, (_, i) => someDigests(digests, i, 1));
}

/** So many of them, from one on. */
export function someDigests(digests: Digests, from: number, count: number): Digests {
  return digests.slice(from * length, (from + count) * length);
}

export function digestOf(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, length);
}
