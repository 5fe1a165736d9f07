import { type KeyScope, keyScopeSchema } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { hashKeyToken, isKeyToken } from "./key-token.ts";

export interface VerifiedApiKey {
  keyId: string;
  name: string;
  projectId: string;
  scopes: KeyScope[];
  /** Null: does not expire. Callers that cache the answer must not use it past this instant. */
  expiresAt: Date | null;
}

/** How often a key's last use is written: often enough to tell a dead key, seldom enough to cost nothing. */
const LAST_USED_STEP_MS = 60_000;

/**
 * Looks up a key by its hash: null for one that is unknown, revoked or expired. Throws what the database throws when it
 * is down, so that callers can tell "not a key" from "cannot say".
 */
export async function verifyApiKey(db: Database, token: string): Promise<VerifiedApiKey | null> {
  if (!isKeyToken(token)) return null;
  const row = await db.apiKey.findUnique({ where: { hash: hashKeyToken(token) } });
  const now = Date.now();
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt.getTime() <= now)) return null;
  if (!row.lastUsedAt || now - row.lastUsedAt.getTime() > LAST_USED_STEP_MS) {
    await db.apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } });
  }
  const scopes = keyScopeSchema.array().parse(row.scopes);
  return { keyId: row.id, name: row.name, projectId: row.projectId, scopes, expiresAt: row.expiresAt };
}
