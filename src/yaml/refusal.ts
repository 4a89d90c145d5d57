/** Why a record cannot be edited. Nothing in it was changed then. */
export type Refusal =
  /** No live task with the ID stands in the text. */
  | { readonly kind: "gone" }
  /** The value is an alias, or aliases repeat it: others would change along with it. */
  | { readonly kind: "shared"; readonly key: string }
  /** Something stands under the key that an ID cannot be added to. */
  | { readonly kind: "not-a-list"; readonly key: string }
  /** The edited text would not read as it should. */
  | { readonly kind: "misread" };
