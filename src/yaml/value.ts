import type { Scalar } from "../model/record.ts";
import type { Position } from "../model/text.ts";

/** What stands under a key. */
export type Value =
  | { readonly kind: "absent"; readonly comment: string | undefined; readonly position: Position }
  | { readonly kind: "scalar"; readonly scalar: Scalar; readonly comment: string | undefined }
  | { readonly kind: "list"; readonly values: readonly Value[]; readonly position: Position }
  | { readonly kind: "mapping"; readonly position: Position };

/** Whether an unquoted text is nothing: `taskId:`, `taskId: ~`, `taskId: null`. */
export function isNothing(text: string): boolean {
  return text.length <= 4 && /^(~|null|Null|NULL)?$/.test(text);
}

/**
 * The comment that follows a plain value on its line when it could be meant as part of an ID:
 * `taskId: #123` is nothing and a comment, `taskId: md #123` is `md` and a comment.
 * @param end the offset at which the value ends
 */
export function commentRightAfter(text: string, end: number): string | undefined {
  return /^[ \t]*(#[^\s#]+)[ \t]*(?:$|[\r\n])/.exec(text.slice(end))?.[1];
}
