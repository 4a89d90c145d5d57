/** What a tree says of one file or folder in it. */
export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly oid: string;
}

/**
 * `<mode> SP <name> NUL <oid as bytes>`, one after the other: a tree object's content.
 * @param oidBytes 20, or 32 where objects are named by SHA-256
 */
export function* treeEntries(content: Buffer, oidBytes: number): Generator<TreeEntry> {
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    yield {
      mode: content.toString("latin1", at, space),
      name: content.toString("utf8", space + 1, end),
      oid: content.toString("hex", end + 1, end + 1 + oidBytes),
    };
    at = end + 1 + oidBytes;
  }
}
