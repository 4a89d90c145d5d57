import { createHash } from "node:crypto";
import type { Catalog, Texts } from "./catalog.ts";

/**
 * A catalog as a file: a line of JSON that says what follows, the columns, and a checksum over all of
 * it. Columns of numbers begin at multiples of four, in the byte order of the machine.
 */
interface Header {
  readonly commit: string;
  readonly count: number;
  readonly ids: number;
  readonly sessions: number;
  readonly tasks: number;
  /** The lengths of the columns, in bytes. */
  readonly lengths: readonly number[];
  /** 1 as this machine writes it: a file from one with another byte order is of no use. */
  readonly order: string;
}

const checksumBytes = 20;
const byteOrder = Buffer.from(new Uint32Array([1]).buffer).toString("hex");

export function encode(catalog: Catalog): Buffer {
  const columns = columnsOf(catalog).map(column =>
    Buffer.from(column.buffer, column.byteOffset, column.byteLength),
  );
  const header: Header = {
    commit: catalog.commit,
    count: catalog.files.count,
    ids: catalog.ids.count,
    sessions: catalog.sessions,
    tasks: catalog.tasks,
    lengths: columns.map(({ length }) => length),
    order: byteOrder,
  };
  const line = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(upToFour(line.length + 1), " ");
  line.copy(head);
  head[head.length - 1] = lineFeed;
  const parts = [
    head,
    ...columns.flatMap(column => [column, Buffer.alloc(padding(column.length))]),
  ];
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part);
  return Buffer.concat([...parts, hash.digest()]);
}

/** @returns `undefined` where the bytes are not those that `encode` gave */
export function decode(bytes: Buffer): Catalog | undefined {
  const end = bytes.length - checksumBytes;
  if (end < 0) return undefined;
  const checksum = createHash("sha1").update(bytes.subarray(0, end)).digest();
  if (!checksum.equals(bytes.subarray(end))) return undefined;
  const lineEnd = bytes.indexOf(lineFeed);
  const header = JSON.parse(bytes.toString("utf8", 0, lineEnd)) as Header;
  if (header.order !== byteOrder) return undefined;

  // A small file is read into memory that others share, where a column may begin anywhere.
  const own = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
  let at = lineEnd + 1;
  const columns = header.lengths.map(length => {
    const column = own.subarray(at, at + length);
    at += length + padding(length);
    return column;
  });
  let next = 0;
  const take = (): Buffer => columns[next++] ?? Buffer.alloc(0);
  const numbers = (): Uint32Array => {
    const { buffer, byteOffset, length } = take();
    return new Uint32Array(buffer, byteOffset, length / 4);
  };
  const texts = (): Texts => ({ starts: numbers(), bytes: take() });
  const { commit, count, ids, sessions, tasks } = header;
  return {
    commit,
    sessions,
    tasks,
    files: {
      count,
      paths: texts(),
      oids: take(),
      flags: take(),
      sessions: numbers(),
      tasks: numbers(),
      mentions: numbers(),
      mentionStarts: numbers(),
    },
    ids: { count: ids, locals: texts(), backends: texts() },
  };
}

/** In the order in which `decode` takes them. */
function columnsOf({ files, ids }: Catalog): readonly (Uint8Array | Uint32Array)[] {
  const texts = ({ starts, bytes }: Texts) => [starts, bytes];
  return [
    ...texts(files.paths),
    files.oids,
    files.flags,
    files.sessions,
    files.tasks,
    files.mentions,
    files.mentionStarts,
    ...texts(ids.locals),
    ...texts(ids.backends),
  ];
}

const lineFeed = 10;

function padding(length: number): number {
  return upToFour(length) - length;
}

function upToFour(length: number): number {
  return Math.ceil(length / 4) * 4;
}
