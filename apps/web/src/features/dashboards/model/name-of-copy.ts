const LONGEST = 120;

/** `Shop (copy)`, `Shop (copy 2)`: the first that nobody has. */
export function nameOfCopy(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? " (copy)" : ` (copy ${number})`;
    const next = `${name.slice(0, LONGEST - suffix.length)}${suffix}`;
    if (!taken.includes(next)) return next;
  }
}
