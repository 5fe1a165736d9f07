import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ClickHouseError } from "./clickhouse-error.ts";

/**
 * Checks user and password of a request: `X-ClickHouse-User`/`-Key`, else Basic, else `user`/`password` in the URL.
 * Throws code 516 (AUTHENTICATION_FAILED). The comparison takes the same time for every wrong password.
 */
export function createAuthenticator(user: string, password: string): (request: IncomingMessage, url: URL) => void {
  const expected = digest(user, password);
  return (request, url) => {
    const given = readCredentials(request, url);
    if (timingSafeEqual(digest(given.user, given.password), expected)) return;
    const message = `${given.user}: Authentication failed: password is incorrect, or there is no user with such name.`;
    throw new ClickHouseError(516, "AUTHENTICATION_FAILED", message);
  };
}

function digest(user: string, password: string): Buffer {
  return createHash("sha256").update(`${user.length}:${user}${password}`).digest();
}

function readCredentials(request: IncomingMessage, url: URL): { user: string; password: string } {
  const headerUser = request.headers["x-clickhouse-user"];
  const headerKey = request.headers["x-clickhouse-key"];
  if (headerUser !== undefined || headerKey !== undefined) {
    return { user: String(headerUser ?? "default"), password: String(headerKey ?? "") };
  }
  const [scheme, encoded] = (request.headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() === "basic" && encoded) {
    const text = Buffer.from(encoded, "base64").toString("utf8");
    const colon = text.indexOf(":");
    return colon < 0 ? { user: text, password: "" } : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  return { user: url.searchParams.get("user") ?? "default", password: url.searchParams.get("password") ?? "" };
}
