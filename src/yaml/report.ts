import type { ProblemReason } from "../model/record.ts";
import type { Position } from "../model/text.ts";

/** Takes note of something wrong at a position of the file being read. */
export type Report = (position: Position, reason: ProblemReason) => void;
