import type { ExplainedChange } from "./association-change.ts";
import type { Step } from "./lineage.ts";
import type { LeftBehind } from "./review.ts";
import type { Position } from "./text.ts";

/** The part of a file that something told in a review rests on. */
export type Excerpt = ChangedText | StandingText;

/** What a commit made of a file. At least one of the two texts is there. */
export interface ChangedText {
  readonly kind: "change";
  readonly base: Base;
  readonly before: MarkedText | undefined;
  readonly after: MarkedText | undefined;
}

/** What the older text is of. */
export type Base =
  /** The first commit: there was nothing before. */
  | { readonly kind: "nothing" }
  | { readonly kind: "parent"; readonly commit: string }
  /** What git makes of the merge by itself. */
  | { readonly kind: "automatic-merge" };

/** What stands in a file of a commit, whoever wrote it. */
export interface StandingText {
  readonly kind: "standing";
  /** The session that names an ID, or the task that moved. */
  readonly holder: "session" | "task";
  readonly commit: string;
  readonly text: MarkedText;
}

/** A file's text, and what is meant in it. */
export interface MarkedText {
  readonly path: string;
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** `length` in code points. */
export interface Mark {
  readonly position: Position;
  readonly length: number;
}

/** What a review tells of a commit: each object stands for itself. */
export type ReviewItem = Step | ExplainedChange | LeftBehind;

/** What is known of the lines behind a thing that is told; none where they cannot be shown. */
export type Excerpts = (item: ReviewItem) => readonly Excerpt[];
