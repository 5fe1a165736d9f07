import { z } from "zod";
import { idSchema } from "./common.ts";

export const cacheKindSchema = z.enum(["redis", "memcached", "postgresql"]);
export type CacheKind = z.infer<typeof cacheKindSchema>;

/** Keys looked at in each reading, of a Redis. */
const sampleKeysSchema = z.number().int().min(0).max(10_000);

/** A cache or database that is watched from outside. */
export const cacheConnectionsCreateInputSchema = z.object({
  name: z.string().trim().min(1).max(80),
  kind: cacheKindSchema,
  /** `redis://`, `rediss://`, `memcached://host:port` or `postgresql://`; user and password inside. Stored encrypted. */
  url: z.string().min(1).max(2_048),
  sampleKeys: sampleKeysSchema.default(0),
});
export const cacheConnectionsUpdateInputSchema = z.object({
  id: idSchema,
  name: z.string().trim().min(1).max(80).optional(),
  sampleKeys: sampleKeysSchema.optional(),
});
export const cacheConnectionRefSchema = z.object({ id: idSchema });
export type CacheConnectionsCreateInput = z.infer<typeof cacheConnectionsCreateInputSchema>;
export type CacheConnectionsUpdateInput = z.infer<typeof cacheConnectionsUpdateInputSchema>;

export interface CacheConnectionItem {
  id: string;
  name: string;
  kind: CacheKind;
  /** Without its password. */
  url: string;
  sampleKeys: number;
  createdAt: string;
  /** When it was last read or tried to be; null before the first time. */
  polledAt: string | null;
  /** Why the last reading failed; null when it did not. */
  error: string | null;
  /** Such as `redis 7.0.15`; null before the first good reading. */
  version: string | null;
}
