import type { Fields } from "./settings.ts";

/** Makes something of the names of the keys once: files are read one by one. */
export function perFields<T extends object>(make: (fields: Fields) => T): (fields: Fields) => T {
  const made = new WeakMap<Fields, T>();
  return fields => {
    const known = made.get(fields);
    if (known !== undefined) return known;
    const value = make(fields);
    made.set(fields, value);
    return value;
  };
}
