import { contentWords, type PageAt } from "./pages.ts";

/** Content as numbers of four bytes. A place is how many there are before it. */
export interface Words {
  /** @throws DamagedCatalog */
  at(place: number): number;
  some(place: number, count: number): readonly number[];
  /** The bytes that stand there instead. */
  bytes(place: number, length: number): Buffer;
}

export function wordsIn(pageAt: PageAt): Words {
  // Almost always the next one is asked for.
  let page = pageAt(0);
  let first = 0;
  const at = (place: number): number => {
    if (place < first || place >= first + contentWords) {
      const number = Math.floor(place / contentWords);
      page = pageAt(number);
      first = number * contentWords;
    }
    return page.words[place - first] ?? 0;
  };
  return {
    at,
    some: (place, count) => {
      const numbers: number[] = [];
      for (let i = 0; i < count; i++) numbers.push(at(place + i));
      return numbers;
    },
    bytes: (place, length) => {
      const parts: Buffer[] = [];
      for (let done = 0; done < length; ) {
        at(place + done / 4);
        const from = place * 4 + done - first * 4;
        const part = page.bytes.subarray(from, from + length - done);
        parts.push(part);
        done += part.length;
      }
      const [only] = parts;
      return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
    },
  };
}
