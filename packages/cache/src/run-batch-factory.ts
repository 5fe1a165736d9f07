import type { NamespaceParts } from "./namespace.ts";
import type { EntryPolicy } from "./options.ts";
import type { ValueLoader } from "./value-loader.ts";
import { hardTimeout } from "./value-loader.ts";
import { within } from "./within.ts";

type Made = ReadonlyMap<string, unknown>;

/** Makes the values of several keys by one call and keeps them; those that `factory` leaves out are undefined. */
export async function runBatchFactory(
  { parts, loader, policy }: { parts: NamespaceParts; loader: ValueLoader; policy: EntryPolicy },
  keys: string[],
  factory: (missing: string[]) => Promise<Made> | Made,
): Promise<Map<string, unknown>> {
  const createdAt = Date.now();
  const versions = await parts.versions.read(policy.tags ?? []);
  const run = () => within(Promise.resolve(factory(keys)), policy.hardTimeoutMs, () => hardTimeout(policy));
  const made = await parts.load(async () => run());
  const tookMs = Date.now() - createdAt;
  const values = new Map(keys.map((key) => [key, made.get(key)]));
  await Promise.all(
    keys.map((key) => loader.keep(key, { value: values.get(key), createdAt, tookMs, versions, policy })),
  );
  return values;
}
