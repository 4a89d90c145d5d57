/**
 * Takes what is whole of some bytes.
 * @param bytes what has come and is not taken yet; others have their memory when this has returned
 * @returns how many bytes it took; `undefined` when it wants no more
 */
export type Take = (bytes: Buffer) => number | undefined;

/** Hands over what comes piece by piece, in the same memory again and again. */
export async function takePieces(pieces: AsyncIterable<Buffer>, take: Take): Promise<void> {
  let memory = Buffer.allocUnsafe(leastBytes);
  let used = 0;
  for await (const piece of pieces) {
    const length = used + piece.length;
    if (length > memory.length) {
      memory = Buffer.concat([memory.subarray(0, used)], Math.max(length, 2 * memory.length));
    }
    piece.copy(memory, used);
    const taken = take(memory.subarray(0, length));
    if (taken === undefined) return;
    memory.copyWithin(0, taken, length);
    used = length - taken;
  }
}

const leastBytes = 128 * 1024;
