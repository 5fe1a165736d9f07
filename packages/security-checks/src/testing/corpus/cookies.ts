import type { CorpusEntry } from "../corpus-entry.ts";
import { answering, carefulSite } from "../corpus-site.ts";
import { tlsSite } from "../tls-site.ts";

const HSTS = "max-age=31536000; includeSubDomains";

/** One cookie, faulty and clean, over HTTPS: much of what cookies promise means nothing elsewhere. */
function pair(checkId: string, fault: string, parameter: string, faulty: string, clean: string): CorpusEntry {
  const site = (cookie: string) =>
    tlsSite({
      listener: answering({
        "/": { headers: { "strict-transport-security": HSTS, "set-cookie": cookie, "cache-control": "no-store" } },
        "*": { status: 404, headers: { "strict-transport-security": HSTS } },
      }),
    });
  return { checkId, fault, faulty: () => site(faulty), clean: () => site(clean), at: { path: "/*", parameter } };
}

const GOOD = "__Host-session=Zm9vYmFyYmF6; Path=/; Secure; HttpOnly; SameSite=Lax";

export const COOKIES_CORPUS: readonly CorpusEntry[] = [
  pair(
    "cookies.secure",
    "session without Secure",
    "session",
    "session=Zm9vYmFyYmF6; Path=/; HttpOnly; SameSite=Lax",
    GOOD,
  ),
  pair(
    "cookies.secure",
    "any cookie without Secure",
    "theme",
    "theme=dark; Path=/; SameSite=Lax",
    "theme=dark; Path=/; SameSite=Lax; secure",
  ),
  pair(
    "cookies.http-only",
    "session that scripts read",
    "__Host-session",
    "__Host-session=Zm9v; Path=/; Secure; SameSite=Lax",
    "csrf_token=Zm9v; Path=/; Secure; SameSite=Strict",
  ),
  pair(
    "cookies.same-site",
    "session without SameSite",
    "__Host-sid",
    "__Host-sid=Zm9v; Path=/; Secure; HttpOnly",
    "__Host-sid=Zm9v; Path=/; Secure; HttpOnly; SameSite=Strict",
  ),
  pair(
    "cookies.same-site",
    "unknown value",
    "theme",
    "theme=dark; Path=/; Secure; SameSite=Sometimes",
    "theme=dark; Path=/; Secure; SameSite=none",
  ),
  pair(
    "cookies.prefix",
    "__Host- with a Domain",
    "__Host-id",
    "__Host-id=1; Domain=target.test; Path=/; Secure; SameSite=Lax",
    "__Host-id=1; Path=/; Secure; SameSite=Lax",
  ),
  pair(
    "cookies.prefix",
    "session without a prefix",
    "sessionid",
    "sessionid=Zm9v; Path=/; Secure; HttpOnly; SameSite=Lax",
    GOOD,
  ),
  pair(
    "cookies.scope",
    "session for all hosts of the domain",
    "__Secure-session",
    "__Secure-session=Zm9v; Domain=.target.test; Path=/; Secure; HttpOnly; SameSite=Lax",
    "theme=dark; Domain=target.test; Path=/; Secure; SameSite=Lax",
  ),
  pair(
    "cookies.size",
    "more than browsers keep",
    "cart",
    `cart=${"x".repeat(4200)}; Path=/; Secure; SameSite=Lax`,
    `cart=${"x".repeat(4000)}; Path=/; Secure; SameSite=Lax`,
  ),
  {
    checkId: "cookies.session-in-url",
    fault: "links that carry the session",
    faulty: () =>
      carefulSite({
        "/": { body: '<a href="/cart;jsessionid=5A6B7C8D9E0F1122">Cart</a>' },
        "/cart;jsessionid=5A6B7C8D9E0F1122": {},
      }),
    clean: () => carefulSite({ "/": { body: '<a href="/cart?sessions=3">Cart</a>' }, "/cart": {} }),
    at: { path: "/", parameter: "jsessionid" },
  },
  {
    checkId: "cookies.session-in-url",
    fault: "redirect with a token",
    faulty: () =>
      carefulSite({ "/": { status: 302, headers: { location: "/home?access_token=c2VjcmV0LXRva2Vu" } }, "/home": {} }),
    clean: () => carefulSite({ "/": { status: 302, headers: { location: "/home?tab=token" } }, "/home": {} }),
  },
];
