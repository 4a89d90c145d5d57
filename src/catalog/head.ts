import { pageBytes } from "./pages.ts";
import type { Section } from "./records.ts";

/** What the bytes of a catalog begin with, as JSON; its length and its checksum stand before it. */
export interface Head {
  readonly commit: string;
  /** What the catalog is kept for. */
  readonly key: string;
  readonly sessions: number;
  readonly tasks: number;
  readonly oidBytes: number;
  readonly sections: Readonly<Record<SectionName, Section>>;
  /** 1 as this machine writes it: a file from one with another byte order is of no use. */
  readonly order: string;
}

export type SectionName = "ids" | "files" | "byPath" | "byLocal" | "byName" | "unsettled";

/** A length and a checksum. */
export const prefixBytes = 12;

export const byteOrder = Buffer.from(new Uint32Array([1]).buffer).toString("hex");

/** Where the pages begin: after the head, at a multiple of their length. */
export function afterHead(length: number): number {
  return Math.ceil((prefixBytes + length) / pageBytes) * pageBytes;
}
