/** Nodes of a value that are looked at; the rest is taken to be like them. */
const MAX_NODES = 1_000;

/**
 * About how many bytes a value takes in memory: strings two bytes a character, numbers eight, objects and arrays their
 * parts and some for themselves. A guess, to bound memory by; cycles end because only so many parts are looked at.
 */
export function sizeOf(value: unknown): number {
  const pending: unknown[] = [value];
  let bytes = 0;
  let nodes = 0;
  while (pending.length > 0 && nodes < MAX_NODES) {
    const next = pending.pop();
    nodes += 1;
    bytes += ownSize(next);
    if (typeof next !== "object" || next === null || ArrayBuffer.isView(next)) continue;
    if (next instanceof Map) pending.push(...next.keys(), ...next.values());
    else if (next instanceof Set || Array.isArray(next))
      for (const item of next as Iterable<unknown>) pending.push(item);
    else for (const key of Object.keys(next)) pending.push(key, (next as Record<string, unknown>)[key]);
  }
  return pending.length === 0 ? bytes : Math.ceil((bytes / nodes) * (nodes + pending.length));
}

function ownSize(value: unknown): number {
  if (typeof value === "string") return 16 + value.length * 2;
  if (typeof value === "object" && value !== null) return ArrayBuffer.isView(value) ? 64 + value.byteLength : 56;
  return typeof value === "bigint" ? 24 : 8;
}
