import { createHash } from "node:crypto";

/**
 * The object ID that git gives a blob.
 * @param like an object ID of the same repository: its length tells the hash
 */
export function blobId(content: Buffer, like: string): string {
  const hash = createHash(like.length === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${content.length}\0`).update(content).digest("hex");
}
