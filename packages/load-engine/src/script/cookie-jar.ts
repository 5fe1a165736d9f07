import { isIP } from "node:net";
import type { RequestTarget } from "./compiled.ts";

interface Cookie {
  name: string;
  value: string;
  domain: string;
  /** Only for the very host that set it. */
  hostOnly: boolean;
  path: string;
  secure: boolean;
  expiresAt: number;
}

const MOST_COOKIES = 100;
const LONGEST = 4_096;

/** Cookies of one iteration, after RFC 6265: host-only and Domain, Path, Secure, Max-Age and Expires. */
export class CookieJar {
  #cookies: Cookie[] = [];

  /** Takes a `Set-Cookie` header of an answer; one that is broken, too long or for a foreign host is left out. */
  store(header: string, target: RequestTarget, path: string, now = Date.now()): void {
    const cookie = header.length > LONGEST ? null : readCookie(header, target.hostname, path, now);
    if (!cookie) return;
    this.#cookies = this.#cookies.filter(
      (each) => each.name !== cookie.name || each.domain !== cookie.domain || each.path !== cookie.path,
    );
    if (cookie.expiresAt > now && this.#cookies.length < MOST_COOKIES) this.#cookies.push(cookie);
  }

  /** The value of the `Cookie` header, with cookies that the script sets itself first; null when there is none. */
  header(target: RequestTarget, path: string, own: string | null, now = Date.now()): string | null {
    const ownNames = new Set(own?.split(";").map((pair) => pair.split("=", 1)[0]?.trim()));
    const fitting = this.#cookies
      .filter((each) => fits(each, target, path, now) && !ownNames.has(each.name))
      .sort((a, b) => b.path.length - a.path.length)
      .map((each) => `${each.name}=${each.value}`);
    if (own !== null && own !== "") fitting.unshift(own);
    return fitting.length === 0 ? null : fitting.join("; ");
  }

  /** The value of a cookie, whatever it is for. */
  value(name: string): string | undefined {
    return this.#cookies.find((each) => each.name === name)?.value;
  }
}

/** Name and value of a `Set-Cookie` header. */
export function cookiePair(header: string): { name: string; value: string } | null {
  const [pair = ""] = header.split(";", 1);
  const equals = pair.indexOf("=");
  if (equals < 1) return null;
  return { name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() };
}

function readCookie(header: string, host: string, path: string, now: number): Cookie | null {
  const pair = cookiePair(header);
  if (!pair || pair.name === "" || /[\r\n\0]/.test(header)) return null;
  const attributes = new Map<string, string>();
  for (const each of header.split(";").slice(1)) {
    const [name = "", value = ""] = each.split(/=(.*)/s);
    attributes.set(name.trim().toLowerCase(), value.trim());
  }
  const domain = (attributes.get("domain") ?? "").replace(/^\./, "").toLowerCase();
  const own = host.toLowerCase();
  if (domain !== "" && !covers(domain, own)) return null;
  const given = attributes.get("path");
  return {
    ...pair,
    domain: domain === "" ? own : domain,
    hostOnly: domain === "",
    path: given?.startsWith("/") ? given : defaultPath(path),
    secure: attributes.has("secure"),
    expiresAt: expiryOf(attributes, now),
  };
}

/** A domain covers itself and what is below it; one without a dot, such as `com`, only itself. */
function covers(domain: string, host: string): boolean {
  if (domain === host) return true;
  return domain.includes(".") && isIP(host) === 0 && host.endsWith(`.${domain}`);
}

function defaultPath(path: string): string {
  const [pathname = "/"] = path.split("?", 1);
  const slash = pathname.lastIndexOf("/");
  return slash < 1 ? "/" : pathname.slice(0, slash);
}

function expiryOf(attributes: Map<string, string>, now: number): number {
  const maxAge = attributes.get("max-age");
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return now + Number(maxAge) * 1_000;
  const expires = Date.parse(attributes.get("expires") ?? "");
  return Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires;
}

function fits(cookie: Cookie, target: RequestTarget, path: string, now: number): boolean {
  if (cookie.expiresAt <= now || (cookie.secure && !target.secure)) return false;
  const host = target.hostname.toLowerCase();
  if (cookie.hostOnly ? host !== cookie.domain : !covers(cookie.domain, host)) return false;
  const [pathname = "/"] = path.split("?", 1);
  if (!pathname.startsWith(cookie.path)) return false;
  return pathname.length === cookie.path.length || cookie.path.endsWith("/") || pathname[cookie.path.length] === "/";
}
