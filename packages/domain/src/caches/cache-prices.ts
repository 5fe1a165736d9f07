import { type CachesSetPriceInput, cacheSourceSchema } from "@plimsoll/core";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { cacheKey } from "./cache-counts.ts";
import type { CachePriceOf } from "./cache-item.ts";

/** Prices of the project's caches, by `cacheKey`. */
export async function readPrices({ db }: Pick<Platform, "db">, projectId: string): Promise<Map<string, CachePriceOf>> {
  const rows = await db.cachePrice.findMany({ where: { projectId } });
  return new Map(
    rows.map(({ source, service, namespace, pricePerSecond, currency }) => [
      cacheKey({ source: cacheSourceSchema.parse(source), service, namespace }),
      { pricePerSecond, currency },
    ]),
  );
}

/** Says what a second of a cache's factories costs, or that it is not known; recorded. */
export async function setCachePrice(
  { db }: Pick<Platform, "db">,
  caller: Caller,
  { source, service, namespace, pricePerSecond, currency }: CachesSetPriceInput,
): Promise<void> {
  const { projectId } = caller;
  const key = { projectId, source, service, namespace };
  await db.$transaction(async (tx) => {
    if (pricePerSecond === null) await tx.cachePrice.deleteMany({ where: key });
    else {
      await tx.cachePrice.upsert({
        where: { projectId_source_service_namespace: key },
        create: { ...key, pricePerSecond, currency },
        update: { pricePerSecond, currency },
      });
    }
    const detail = { pricePerSecond, currency };
    const subject = `cache-price:${[source, service, namespace].join("/")}`;
    await recordAudit(tx, { ...caller, action: "cache.price", subject, detail });
  });
}
