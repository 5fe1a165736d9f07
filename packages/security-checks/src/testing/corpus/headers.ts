import type { CorpusEntry } from "../corpus-entry.ts";
import { carefulSite, type SiteHeaders } from "../corpus-site.ts";

const STRICT = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The same page twice, once with each set of headers. */
function pair(
  checkId: string,
  fault: string,
  faulty: SiteHeaders,
  clean: SiteHeaders = {},
  body?: string,
): CorpusEntry {
  const page = body === undefined ? {} : { body };
  return {
    checkId,
    fault,
    faulty: () => carefulSite({ "/": { ...page, headers: faulty } }),
    clean: () => carefulSite({ "/": { ...page, headers: clean } }),
    at: { path: "/*" },
  };
}

const policy = (value: string): SiteHeaders => ({ "content-security-policy": value });

const CSP: readonly CorpusEntry[] = [
  pair("headers.csp", "no policy", policy("")),
  {
    checkId: "headers.csp",
    fault: "policy that only reports",
    faulty: () =>
      carefulSite({
        "/": {
          headers: { "content-security-policy": "", "content-security-policy-report-only": "default-src 'none'" },
        },
      }),
    clean: () =>
      carefulSite({
        "/": {
          headers: { "content-security-policy": "" },
          body: `<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><p>Hello.</p>`,
        },
      }),
  },
  pair(
    "headers.csp-weakness",
    "inline scripts",
    policy(`script-src 'self' 'unsafe-inline'; ${STRICT}`),
    policy(`script-src 'unsafe-inline' 'nonce-c2VjcmV0c2VjcmV0' 'strict-dynamic'; ${STRICT}`),
  ),
  pair(
    "headers.csp-weakness",
    "scripts of any host",
    policy(`script-src *; ${STRICT}`),
    policy(`script-src https://static.example.com; ${STRICT}`),
  ),
  pair(
    "headers.csp-weakness",
    "scripts in data: URLs",
    policy(`script-src 'self' data:; ${STRICT}`),
    policy(`script-src 'self'; img-src data:; ${STRICT}`),
  ),
  pair(
    "headers.csp-weakness",
    "scripts not restricted at all",
    policy(`img-src 'self'; ${STRICT}`),
    policy(`default-src 'self'; ${STRICT}`),
  ),
  pair(
    "headers.csp-weakness",
    "misspelt directive",
    policy(`default-src 'self'; scrip-src 'none'; ${STRICT}`),
    policy(`default-src 'self'; script-src 'none'; ${STRICT}`),
  ),
  pair(
    "headers.csp-weakness",
    "a host known for bypasses",
    policy(`script-src https://ajax.googleapis.com; ${STRICT}`),
    policy(`script-src 'self'; ${STRICT}`),
  ),
  // Two policies: what the one leaves open the other closes.
  pair(
    "headers.csp-weakness",
    "two policies, both weak",
    { "content-security-policy": [`script-src *; ${STRICT}`, `script-src *; ${STRICT}`] },
    { "content-security-policy": [`script-src *; ${STRICT}`, `script-src 'self'; ${STRICT}`] },
  ),
];

const FRAMING: readonly CorpusEntry[] = [
  pair(
    "headers.framing",
    "neither header",
    { "x-frame-options": "", ...policy("default-src 'none'") },
    { "x-frame-options": "SAMEORIGIN", ...policy("default-src 'none'") },
  ),
  pair(
    "headers.framing",
    "a value browsers dropped",
    { "x-frame-options": "ALLOW-FROM https://a.example", ...policy("default-src 'none'") },
    { "x-frame-options": "deny", ...policy("default-src 'none'") },
  ),
  pair("headers.framing", "frame-ancestors for everybody", policy("default-src 'none'; frame-ancestors *"), {
    "x-frame-options": "",
    ...policy("default-src 'none'; frame-ancestors https://a.example"),
  }),
  pair(
    "headers.framing",
    "frame-ancestors in a meta element",
    { "x-frame-options": "", ...policy("default-src 'none'") },
    {},
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; frame-ancestors 'none'"><p>Hello.</p>`,
  ),
];

const CONTENT: readonly CorpusEntry[] = [
  pair("headers.content-type-options", "missing", { "x-content-type-options": "" }),
  pair(
    "headers.content-type-options",
    "misspelt",
    { "x-content-type-options": "no-sniff" },
    { "x-content-type-options": "NoSniff" },
  ),
  pair(
    "headers.content-type",
    "missing",
    { "content-type": "" },
    { "content-type": "text/plain; charset=utf-8" },
    "just text",
  ),
  pair("headers.content-type", "page without a charset", { "content-type": "text/html" }, {}, "<p>Grüße</p>"),
  pair("headers.content-type", "JSON as HTML", {}, { "content-type": "application/json" }, '{"name":"<b>x</b>"}'),
  {
    checkId: "headers.content-type",
    fault: "charset neither in the header nor in the page",
    faulty: () => carefulSite({ "/": { headers: { "content-type": "text/html" }, body: "<title>A</title>" } }),
    clean: () =>
      carefulSite({
        "/": { headers: { "content-type": "text/html" }, body: '<meta charset="utf-8"><title>A</title>' },
      }),
  },
  pair(
    "headers.private-caching",
    "session cookie in a public answer",
    { "cache-control": "public, max-age=600", "set-cookie": "session=Zm9vYmFyYmF6; Path=/; HttpOnly; SameSite=Lax" },
    { "cache-control": "private, max-age=600", "set-cookie": "session=Zm9vYmFyYmF6; Path=/; HttpOnly; SameSite=Lax" },
  ),
  {
    checkId: "headers.private-caching",
    fault: "an account's page may be cached",
    faulty: () => carefulSite({ "/": (request) => account(request.headers.cookie, "max-age=60") }),
    clean: () => carefulSite({ "/": (request) => account(request.headers.cookie, "no-store") }),
    scan: { identities: [{ name: "alice", headers: { cookie: "session=alices-session" } }] },
  },
  {
    checkId: "headers.subresource-integrity",
    fault: "script of another host without a hash",
    faulty: () =>
      carefulSite({ "/": { headers: CDN_POLICY, body: '<script src="https://cdn.example.net/a.js"></script>' } }),
    clean: () =>
      carefulSite({
        "/": {
          headers: CDN_POLICY,
          body: '<script src="https://cdn.example.net/a.js" integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC" crossorigin></script>',
        },
      }),
    at: { parameter: "cdn.example.net" },
  },
];
const CDN_POLICY = policy(`default-src 'none'; script-src https://cdn.example.net; ${STRICT}`);

function account(cookie: string | undefined, cacheControl: string) {
  const isAlice = cookie?.includes("alices-session");
  return {
    headers: { "cache-control": cacheControl },
    body: isAlice ? "<p>Hello Alice, you owe 12 €.</p>" : "<p>Sign in.</p>",
  };
}

const POLICIES: readonly CorpusEntry[] = [
  pair("headers.referrer-policy", "unsafe-url", { "referrer-policy": "unsafe-url" }, { "referrer-policy": "" }),
  pair(
    "headers.referrer-policy",
    "no known value",
    { "referrer-policy": "none" },
    { "referrer-policy": "whimsy, no-referrer" },
  ),
  pair("headers.permissions-policy", "missing", { "permissions-policy": "" }),
  pair(
    "headers.permissions-policy",
    "camera for everybody",
    { "permissions-policy": "camera=*, geolocation=()" },
    { "permissions-policy": "camera=(self), fullscreen=*" },
  ),
  pair("headers.permissions-policy", "syntax of Feature-Policy", {
    "permissions-policy": "camera 'none'; geolocation 'self'",
  }),
  pair(
    "headers.opener-policy",
    "missing",
    { "cross-origin-opener-policy": "" },
    { "cross-origin-opener-policy": 'same-origin-allow-popups; report-to="coop"' },
  ),
  pair("headers.opener-policy", "capital letters", { "cross-origin-opener-policy": "Same-Origin" }),
  pair(
    "headers.resource-policy",
    "unknown value",
    { "cross-origin-resource-policy": "self" },
    { "cross-origin-resource-policy": "cross-origin" },
  ),
  pair(
    "headers.embedder-policy",
    "unknown value",
    { "cross-origin-embedder-policy": "required" },
    { "cross-origin-embedder-policy": "credentialless" },
  ),
];

export const HEADERS_CORPUS: readonly CorpusEntry[] = [...CSP, ...FRAMING, ...CONTENT, ...POLICIES];
