import type fc from "fast-check";
import type { FileKind } from "../../../src/model/record.ts";
import type { Fields } from "../../../src/model/settings.ts";
import { bytesOf } from "./bytes.ts";
import { textOf } from "./texts.ts";

/** The bytes of a file, one character each: shorter to print than numbers. */
export function fileOf(kind: FileKind, fields: Fields): fc.Arbitrary<string> {
  return bytesOf(textOf(kind, fields)).map(bytes => bytes.toString("latin1"));
}

export const bytesIn = (file: string): Buffer => Buffer.from(file, "latin1");
