/** Content as numbers of four bytes. A place is how many there are before it. */
export interface Words {
  /** @throws DamagedCatalog, as all of these do where content is read from a file */
  at(place: number): number;
  some(place: number, count: number): readonly number[];
  /** The bytes that stand there instead. */
  bytes(place: number, length: number): Buffer;
  /** The same in memory: quicker where most of it is asked for. */
  whole(): Words;
}

export function wordsInMemory(all: Uint32Array): Words {
  const { buffer, byteOffset } = all;
  const words: Words = {
    at: place => all[place] ?? 0,
    some: (place, count) => {
      const numbers: number[] = [];
      for (let i = 0; i < count; i++) numbers.push(all[place + i] ?? 0);
      return numbers;
    },
    bytes: (place, length) => Buffer.from(buffer, byteOffset + place * 4, length),
    whole: () => words,
  };
  return words;
}
