/** `compute`, done once for each key. */
export function remembering(compute) {
  const known = new Map();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = compute(key)));
    return value;
  };
}
