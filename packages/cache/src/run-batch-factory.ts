import { hardTimeout } from "./cache-timeout-error.ts";
import type { Entries } from "./entries.ts";
import type { NamespaceParts } from "./namespace.ts";
import type { EntryPolicy } from "./options.ts";
import { within } from "./within.ts";

type Made = ReadonlyMap<string, unknown>;

/** Makes the values of several keys by one call and keeps them; those that `factory` leaves out are undefined. */
export async function runBatchFactory(
  { parts, entries, policy }: { parts: NamespaceParts; entries: Entries; policy: EntryPolicy },
  keys: string[],
  factory: (missing: string[]) => Promise<Made> | Made,
): Promise<Map<string, unknown>> {
  const createdAt = Date.now();
  const versions = await parts.versions.read(policy.tags ?? []);
  const run = () =>
    within(Promise.resolve(factory(keys)), policy.hardTimeoutMs, () => hardTimeout(policy.hardTimeoutMs));
  const made = await parts.load(async () => run());
  const tookMs = Date.now() - createdAt;
  const values = new Map(keys.map((key) => [key, made.get(key)]));
  await Promise.all(
    keys.map((key) => entries.keep(key, { value: values.get(key), createdAt, tookMs, versions, policy })),
  );
  return values;
}
