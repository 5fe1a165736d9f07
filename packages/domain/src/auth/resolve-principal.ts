import { AppError, type Principal } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { verifyApiKey } from "../api-keys/verify-api-key.ts";
import { DEFAULT_PROJECT_ID } from "../platform.ts";
import { type Auth, toRole } from "./auth.ts";

/**
 * Who is calling: an API key in `Authorization: Bearer plim_…`, else the session cookie, else anonymous.
 * Throws UNAUTHENTICATED for a key that is not (or no longer) valid: it never falls back to a weaker identity.
 */
export async function resolvePrincipal(auth: Auth, db: Database, headers: Headers): Promise<Principal> {
  const authorization = headers.get("authorization");
  if (authorization) {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? "";
    const key = await verifyApiKey(db, token);
    if (!key) throw new AppError("UNAUTHENTICATED", "The API key is not valid: it is unknown, revoked or expired.");
    return { kind: "apiKey", keyId: key.keyId, name: key.name, scopes: key.scopes, projectId: key.projectId };
  }
  if (!headers.get("cookie")) return { kind: "anonymous" };
  const found = await auth.api.getSession({ headers });
  if (!found) return { kind: "anonymous" };
  const { user, session } = found;
  return {
    kind: "user",
    userId: user.id,
    sessionId: session.id,
    email: user.email,
    name: user.name,
    role: toRole(user.role),
    projectId: DEFAULT_PROJECT_ID,
  };
}
