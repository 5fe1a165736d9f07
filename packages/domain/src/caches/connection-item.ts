import { type CacheConnectionItem, cacheKindSchema, maskUrl } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import type { Platform } from "../platform.ts";
import { openSecret } from "../secrets/sealed-secret.ts";

export const CACHE_SECRET = "cache-connection";

/** A watched server as lists show it; its password is left out. */
export function toConnectionItem(
  { config }: Pick<Platform, "config">,
  row: Prisma.CacheConnectionGetPayload<object>,
  version: string | null,
): CacheConnectionItem {
  const { id, name, sampleKeys, error } = row;
  return {
    id,
    name,
    kind: cacheKindSchema.parse(row.kind),
    url: maskedUrl(config, row.url),
    sampleKeys,
    createdAt: row.createdAt.toISOString(),
    polledAt: row.polledAt?.toISOString() ?? null,
    error,
    version,
  };
}

/** Empty for one that was sealed with another PLIMSOLL_SECRET. */
function maskedUrl(config: Platform["config"], sealed: Uint8Array): string {
  try {
    return maskUrl(openSecret(config, CACHE_SECRET, sealed));
  } catch {
    return "";
  }
}
