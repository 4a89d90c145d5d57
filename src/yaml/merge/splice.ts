import { mapThree, type Side, sideOf, type ThreeWay } from "../../model/three-way.ts";
import { encode } from "../rewrite.ts";
import type { KeyText } from "./split-text.ts";

/**
 * A key's lines with the value of one side, and what both sides made of the rest: quotes, spaces,
 * a comment behind the value.
 * @returns `undefined` where a comment would be lost, because both wrote one
 */
export function splice(texts: ThreeWay<KeyText | undefined>, winner: Side): string | undefined {
  const loser = winner === "ours" ? "theirs" : "ours";
  const [won, lost] = [texts[winner], texts[loser]];
  if (won === undefined || lost === undefined) return won?.body ?? "";
  const [wonFrame, lostFrame] = [frameOf(won), frameOf(lost)];
  if (wonFrame === undefined || lostFrame === undefined) return undefined;

  if (wonFrame === lostFrame) return won.body;
  let side = sideOf(mapThree(texts, frameOf));
  if (side === undefined && !lostFrame.includes("#")) side = winner;
  if (side === undefined && !wonFrame.includes("#")) side = loser;
  if (side !== loser) return side && won.body;
  if (lost.scalar === undefined || won.scalar === undefined) return undefined;
  const { start, end } = lost.scalar.span;
  return lost.body.slice(0, start) + encode(lost.scalar, won.scalar.text) + lost.body.slice(end);
}

/** The lines of a key with a mark in the place of its value. */
function frameOf(text: KeyText | undefined): string | undefined {
  if (text?.scalar === undefined || text.scalar.style === "block") return undefined;
  const { start, end } = text.scalar.span;
  return `${text.body.slice(0, start)}\0${text.body.slice(end)}`;
}
