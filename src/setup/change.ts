/** What to make of a text: another one, none, or something for a person to do. */
export type Change = { readonly text: string | undefined } | ByHand;

/** Why a file is left alone, and what a person has to do. */
export interface ByHand {
  readonly reason: string;
  readonly next: string;
}
