import { fullId, localOf, type Reference } from "./tree.ts";
import { endsOf, type Witness } from "./witness.ts";

/**
 * Whether `update` with an old ID moves what holds a reference: it goes by what stands there. A number
 * without a backend is moved where it means a task that the ID leads to, or ever was; it may be left.
 */
export function mayUpdate(
  witness: Witness,
  oid: string,
  reference: Reference,
  old: string,
): "yes" | "perhaps" | "no" {
  if (reference.key !== "taskId") return "no";
  const full = fullId(reference);
  if (full !== undefined) return full === old ? "yes" : "no";
  if (localOf(reference.text) !== localOf(old)) return "no";
  const [who, ...others] = witness.meaning(oid, reference);
  if (who === undefined || others.length > 0) return "perhaps";
  const led = endsOf(witness.tree(oid), old).map(task => task.who);
  return led.includes(who) || witness.everUnder(oid, old).has(who) ? "perhaps" : "no";
}
