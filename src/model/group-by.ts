/** Values by their key, in the order of the values. (Node 20 has no `Map.groupBy`.) */
export function groupBy<K, V>(values: Iterable<V>, keyOf: (value: V) => K): Map<K, V[]> {
  return groupByEach(values, value => [keyOf(value)]);
}

/** The same where a value has several keys, or none. */
export function groupByEach<K, V>(
  values: Iterable<V>,
  keysOf: (value: V) => Iterable<K>,
): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) for (const key of keysOf(value)) append(groups, key, value);
  return groups;
}

export function append<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
