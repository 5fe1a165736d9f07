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
    const fitting = this.#cookies.filter((each) => fits(each, target, path, now));
    if (fitting.length > 1) fitting.sort((a, b) => b.path.length - a.path.length);
    let header = own ?? "";
    const ownNames = own === null ? null : new Set(own.split(";").map((pair) => pair.split("=", 1)[0]?.trim()));
    for (const { name, value } of fitting) {
      if (!ownNames?.has(name)) header += `${header === "" ? "" : "; "}${name}=${value}`;
    }
    return header === "" ? null : header;
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
  const own = host.toLowerCase();
  const cookie: Cookie = {
    name: pair.name,
    value: pair.value,
    domain: own,
    hostOnly: true,
    path: "",
    secure: false,
    expiresAt: Number.POSITIVE_INFINITY,
  };
  let maxAge: number | null = null;
  for (const [name, value] of attributesOf(header)) {
    if (name === "path" && value.startsWith("/")) cookie.path = value;
    else if (name === "secure") cookie.secure = true;
    else if (name === "max-age" && /^-?\d+$/.test(value)) maxAge = Number(value);
    else if (name === "expires") cookie.expiresAt = expiryOf(value);
    else if (name === "domain" && value !== "") {
      cookie.domain = value.replace(/^\./, "").toLowerCase();
      cookie.hostOnly = false;
      if (!covers(cookie.domain, own)) return null;
    }
  }
  if (cookie.path === "") cookie.path = defaultPath(path);
  if (maxAge !== null) cookie.expiresAt = now + maxAge * 1_000;
  return cookie;
}

/** A date that cannot be read means the end of the session. */
function expiryOf(expires: string): number {
  const at = Date.parse(expires);
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at;
}

/** Names in lower case. */
function* attributesOf(header: string): Generator<[string, string]> {
  let at = header.indexOf(";");
  while (at !== -1) {
    const next = header.indexOf(";", at + 1);
    const attribute = header.slice(at + 1, next === -1 ? header.length : next);
    const equals = attribute.indexOf("=");
    const name = equals === -1 ? attribute : attribute.slice(0, equals);
    yield [name.trim().toLowerCase(), equals === -1 ? "" : attribute.slice(equals + 1).trim()];
    at = next;
  }
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

function fits(cookie: Cookie, target: RequestTarget, path: string, now: number): boolean {
  if (cookie.expiresAt <= now || (cookie.secure && !target.secure)) return false;
  const host = target.hostname.toLowerCase();
  if (cookie.hostOnly ? host !== cookie.domain : !covers(cookie.domain, host)) return false;
  const [pathname = "/"] = path.split("?", 1);
  if (!pathname.startsWith(cookie.path)) return false;
  return pathname.length === cookie.path.length || cookie.path.endsWith("/") || pathname[cookie.path.length] === "/";
}
