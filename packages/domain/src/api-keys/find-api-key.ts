import { createHash } from "node:crypto";
import { CacheTimeoutError } from "@plimsoll/cache";
import { AppError } from "@plimsoll/core";
import { REFUSED_MS } from "../own-caches/own-caches.ts";
import type { Platform } from "../platform.ts";
import { isKeyToken } from "./key-token.ts";
import { type VerifiedApiKey, verifyApiKey } from "./verify-api-key.ts";

interface Answer {
  key: VerifiedApiKey | null;
  checkedAtMs: number;
}

/** Passed as they are, so that the cache knows them again. */
const USUAL = {};
const OUTAGES = { staleIfErrorMs: 25_000 };

/**
 * Looks a key up as `verifyApiKey` does, or believes an answer of five seconds ago at most; one that was revoked by this
 * process, or by one that shares a Redis with it, is known at once. With `outages`, a key that was good is believed for
 * 30 s while the database is down. Throws UNAVAILABLE when nobody can say.
 */
export async function findApiKey(
  { caches, db }: Pick<Platform, "caches" | "db">,
  token: string,
  { outages = false }: { outages?: boolean } = {},
): Promise<VerifiedApiKey | null> {
  if (!isKeyToken(token)) return null;
  // The token itself stays out of memory that is kept.
  const hash = createHash("sha256").update(token).digest("base64url");
  const lookUp = async ({ setTtl }: { setTtl(ttlMs: number): void }): Promise<Answer> => {
    const key = await verifyApiKey(db, token);
    if (!key) setTtl(REFUSED_MS);
    return { key, checkedAtMs: Date.now() };
  };
  const { key, checkedAtMs } = await caches.apiKeys.getOrSet(hash, lookUp, outages ? OUTAGES : USUAL).catch(sayWhy);
  // A refusal is not believed through an outage: the key may have been made since.
  if (!key && Date.now() - checkedAtMs > REFUSED_MS) throw cannotSay();
  return key?.expiresAt && key.expiresAt.getTime() <= Date.now() ? null : key;
}

const cannotSay = (cause?: unknown) =>
  new AppError("UNAVAILABLE", "API keys cannot be checked at the moment.", { cause });

function sayWhy(thrown: unknown): never {
  throw thrown instanceof CacheTimeoutError ? cannotSay(thrown) : thrown;
}
