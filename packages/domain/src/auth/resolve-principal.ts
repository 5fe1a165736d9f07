import { createHash } from "node:crypto";
import { AppError, type Principal } from "@plimsoll/core";
import { findApiKey } from "../api-keys/find-api-key.ts";
import { DEFAULT_PROJECT_ID, type Platform } from "../platform.ts";
import { type Auth, toRole } from "./auth.ts";

/**
 * Who is calling: an API key in `Authorization: Bearer plim_…`, else the session cookie, else anonymous.
 * Answers are remembered for five seconds at most, and forgotten when a key, a session or a role changes.
 * Throws UNAUTHENTICATED for a key that is not (or no longer) valid: it never falls back to a weaker identity.
 */
export async function resolvePrincipal(
  auth: Auth,
  platform: Pick<Platform, "caches" | "db">,
  headers: Headers,
): Promise<Principal> {
  const authorization = headers.get("authorization");
  if (authorization) {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? "";
    const key = await findApiKey(platform, token);
    if (!key) throw new AppError("UNAUTHENTICATED", "The API key is not valid: it is unknown, revoked or expired.");
    return { kind: "apiKey", keyId: key.keyId, name: key.name, scopes: key.scopes, projectId: key.projectId };
  }
  const cookies = sessionCookies(headers);
  if (cookies === "") return { kind: "anonymous" };
  const hash = createHash("sha256").update(cookies).digest("base64url");
  const known = await platform.caches.sessions.getOrSet(hash, () => findPerson(auth, headers));
  return known && known.expiresAtMs > Date.now() ? known.person : { kind: "anonymous" };
}

/** What a session is known by, its signature included; empty when there is none. */
function sessionCookies(headers: Headers): string {
  const named = /(?:^|;\s*)((?:__Secure-|__Host-)?plimsoll\.session_token=[^;]*)/g;
  return [...(headers.get("cookie") ?? "").matchAll(named)].map(([, cookie]) => cookie).join(";");
}

async function findPerson(auth: Auth, headers: Headers): Promise<{ person: Principal; expiresAtMs: number } | null> {
  const found = await auth.api.getSession({ headers });
  if (!found) return null;
  const { user, session } = found;
  const person: Principal = {
    kind: "user",
    userId: user.id,
    sessionId: session.id,
    email: user.email,
    name: user.name,
    role: toRole(user.role),
    projectId: DEFAULT_PROJECT_ID,
  };
  return { person, expiresAtMs: new Date(session.expiresAt).getTime() };
}
