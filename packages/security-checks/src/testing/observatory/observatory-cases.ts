import type { SiteHeaders } from "../corpus-site.ts";

/**
 * Headers and pages that the tests of MDN HTTP Observatory 1.6.3 judge (github.com/mdn/mdn-http-observatory, `test/`, August
 * 2026), written down here with its verdicts: the library itself has no guard against requests to private addresses, needs
 * Node 24 and downloads lists when it is installed.
 */
export interface ObservatoryCase {
  /** Our checks that answer for the test of theirs; a page passes when none finds anything above `info`. */
  checks: readonly string[];
  name: string;
  headers: SiteHeaders;
  body?: string;
  /** Theirs. */
  passes: boolean;
  /** Why ours is the other way round, where it is; docs/security-checks.md has the list. */
  disagreement?: string;
}

const CSP_CHECKS = ["headers.csp", "headers.csp-weakness"];
const NAME = "content-security-policy";

const SHORT = "The nonce of their example is too short to be one.";
const BASE = "With 'strict-dynamic', a <base> that is injected leads scripts elsewhere: ours wants base-uri, too.";
const IMAGES = "Images over plain HTTP are passed by theirs with a lower score; ours says so, low.";

function csp(passes: boolean, values: readonly string[], disagreement?: string): ObservatoryCase[] {
  return values.map((value) => ({
    checks: CSP_CHECKS,
    name: value,
    headers: { [NAME]: value },
    passes,
    ...(disagreement ? { disagreement } : {}),
  }));
}

function meta(...policies: string[]): string {
  const elements = policies.map((policy) => `<meta http-equiv="Content-Security-Policy" content="${policy}">`);
  return `<!doctype html><html><head><meta charset="utf-8">${elements.join("")}<title>Title</title></head></html>`;
}

const POLICIES: readonly ObservatoryCase[] = [
  ...csp(false, [
    "",
    "  ",
    "default-src 'none'; default-src 'none'",
    "default-src 'none'; img-src 'self'; default-src 'none'",
    "default-src 'none'; script-src 'strict-dynamic'",
    "defa",
    "default-src 'none'; script-src https://*",
    "default-src 'none'; script-src 'unsafe-inline'",
    "default-src http://mozilla.org",
    "default-src 'none'; script-src http://mozilla.org",
    "script-src 'unsafe-inline'",
    "script-src data:",
    "script-src http:",
    "script-src ftp:",
    "default-src 'unsafe-inline'",
    "default-src 'UNSAFE-INLINE'",
    "upgrade-insecure-requests",
    "script-src 'none'",
    "script-src https:",
    "script-src https://mozilla.org https:",
    "default-src https://mozilla.org https:",
    "default-src 'none'; script-src *",
    "default-src *; script-src *; object-src 'none'",
    "default-src 'none'; script-src 'none'; object-src *",
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'",
    "default-src 'none'; script-src 'unsafe-inline' http:",
    "object-src https:; script-src 'none'",
    "default-src 'none'; script-src 'unsafe-eval'",
    "frame-anchestors 'none'",
  ]),
  ...csp(
    true,
    [
      "default-src 'none'; img-src http://mozilla.org",
      "default-src 'none'; img-src https:; media-src http://mozilla.org",
    ],
    IMAGES,
  ),
  ...csp(true, [
    "default-src 'self'; img-src ftp:",
    "default-src 'self'; img-src http:",
    "default-src 'none'; img-src http: https:; script-src 'self'; style-src 'self'",
    "default-src 'none'; img-src 'none'; media-src http:; script-src 'self'; style-src 'self'",
    "default-src 'none'; img-src 'none'; media-src http:; script-src 'self'; style-src 'unsafe-inline'",
    "object-src 'none'; script-src 'none'; style-src 'unsafe-inline'",
    "default-src 'none'; script-src https://mozilla.org; style-src 'unsafe-inline'",
    "default-src 'unsafe-inline'; script-src https://mozilla.org",
    "default-src 'none';;; ;;;style-src 'self' 'unsafe-inline'",
    "default-src 'none'; style-src data:",
    "default-src 'none'; style-src *",
    "default-src 'none'; style-src https:",
    "default-src",
    "default-src https://mozilla.org",
    "default-src https://mozilla.org;;; ;;;script-src 'none'",
    "object-src 'none'; script-src https://mozilla.org; style-src https://mozilla.org; upgrade-insecure-requests;",
    "object-src 'none'; style-src 'self';script-src 'sha256-hqBEA/HXB3aJU2FgOnYN8rkAgEVgyfi3Vs1j2/XMPBA='",
    "default-src https://mozilla.org; style-src 'unsafe-inline' 'sha256-hqBEA/HXB3aJU2FgOnYN8rkAgEVgyfi3Vs1j2/XMPBB=' 'unsafe-inline'",
    "default-src 'none'; script-src https://mozilla.org; style-src https://mozilla.org; upgrade-insecure-requests;",
    "default-src 'none'; object-src https://mozilla.org",
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-hqBEA/HXB3aJU2FgOnYN8rkAgEVgyfi3Vs1j2/XMPBB=' 'unsafe-inline'",
    "object-src 'none'; style-src 'self'; script-src 'unsafe-inline' 'sha256-hqBEA/HXB3aJU2FgOnYN8rkAgEVgyfi3Vs1j2/XMPBA='",
    "default-src 'none'; script-src 'self', default-src 'none'; script-src 'self'",
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline', default-src 'none'; style-src 'self', default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'",
  ]),
  ...csp(
    true,
    [
      "object-src 'none'; script-src 'strict-dynamic' 'nonce-abc' 'unsafe-inline'; style-src 'none'",
      "object-src 'none'; script-src 'unsafe-inline' 'nonce-abc123' 'unsafe-inline'; style-src 'none'",
      "default-src 'none'; script-src 'strict-dynamic' 'nonce-abc123' 'unsafe-inline'",
      "default-src 'none'; script-src 'strict-dynamic' 'nonce-abc123'",
      "default-src https://mozilla.org; style-src 'unsafe-inline' 'nonce-abc123' 'unsafe-inline'",
    ],
    SHORT,
  ),
  ...csp(
    true,
    [
      "default-src 'none'; script-src 'strict-dynamic' 'sha256-abc123'",
      "default-src 'none'; script-src 'strict-dynamic' 'sha256-abc123' https://*",
      "default-src 'none'; script-src 'strict-dynamic' 'sha256-abc123' 'unsafe-inline'",
    ],
    BASE,
  ),
  ...csp(false, ["default-src 'none'; script-src ftp://mozilla.org"], "No browser loads scripts over FTP any more."),
  { checks: CSP_CHECKS, name: "no policy", headers: { [NAME]: "" }, passes: false },
  {
    checks: CSP_CHECKS,
    name: "reports only",
    headers: { [`${NAME}-report-only`]: "default-src 'none'; report-to /_/csp-reports" },
    passes: false,
  },
  { checks: CSP_CHECKS, name: "in a meta element", headers: {}, body: meta("default-src 'none'"), passes: true },
  {
    checks: CSP_CHECKS,
    name: "http: in the header, https: in the page",
    headers: { [NAME]: "default-src http:" },
    body: meta("default-src https:"),
    passes: true,
  },
  {
    checks: CSP_CHECKS,
    name: "'none' in the header, https: in the page",
    headers: { [NAME]: "default-src 'none'" },
    body: meta("default-src https:"),
    passes: true,
  },
  {
    checks: CSP_CHECKS,
    name: "img-src in the header, 'none' in the page",
    headers: { [NAME]: "img-src 'none'" },
    body: meta("default-src 'none'"),
    passes: true,
  },
  {
    checks: CSP_CHECKS,
    name: "frame-ancestors in the page alone",
    headers: {},
    body: meta("frame-ancestors 'none'"),
    passes: false,
  },
];

/** Values of one header that pass and that do not. */
function values(
  check: string,
  header: string,
  passing: readonly (string | readonly string[])[],
  failing: readonly (string | readonly string[])[],
): ObservatoryCase[] {
  const make = (passes: boolean) => (value: string | readonly string[]) => ({
    checks: [check],
    name: `${header}: ${String(value)}`,
    headers: { [header]: value },
    passes,
  });
  return [...passing.map(make(true)), ...failing.map(make(false))];
}

const HEADERS: readonly ObservatoryCase[] = [
  ...values("headers.framing", "x-frame-options", ["DENY", "SAMEORIGIN"], ["", "whimsy"]),
  {
    checks: ["headers.framing"],
    name: "x-frame-options: SAMEORIGIN, SAMEORIGIN",
    headers: { "x-frame-options": "SAMEORIGIN, SAMEORIGIN" },
    passes: false,
    disagreement: "The HTML standard takes repeated equal values for one.",
  },
  {
    checks: ["headers.framing"],
    name: "x-frame-options: ALLOW-FROM https://mozilla.org",
    headers: { "x-frame-options": "ALLOW-FROM https://mozilla.org" },
    passes: true,
    disagreement: "No browser knows ALLOW-FROM any more: the page can be framed by everybody.",
  },
  {
    checks: ["headers.framing"],
    name: "both headers",
    headers: { "x-frame-options": "DENY", [NAME]: "frame-ancestors https://mozilla.org" },
    passes: true,
  },
  {
    checks: ["headers.framing"],
    name: "X-Frame-Options in a meta element",
    headers: {},
    body: '<meta http-equiv="X-Frame-Options" content="DENY"><p>Hello.</p>',
    passes: false,
  },
  ...values("headers.content-type-options", "x-content-type-options", ["nosniff", "nosniff "], ["", "whimsy"]),
  {
    checks: ["headers.content-type-options"],
    name: "x-content-type-options: nosniff, nosniff",
    headers: { "x-content-type-options": "nosniff, nosniff" },
    passes: false,
    disagreement: "The Fetch standard looks at the first of several values.",
  },
  ...values(
    "headers.referrer-policy",
    "referrer-policy",
    [
      "",
      "no-referrer",
      "same-origin",
      "strict-origin",
      "STRICT-ORIGIN",
      "strict-origin-when-cross-origin",
      "no-referrer, whimsy",
    ],
    [
      "origin",
      "origin-when-cross-origin",
      "unsafe-url",
      "origin-when-cross-origin, no-referrer, unsafe-url",
      "no-referrer, unsafe-url",
    ],
  ),
  ...["whimsy", "whimsy, whimsy1, whimsy2"].map((value) => ({
    checks: ["headers.referrer-policy"],
    name: `referrer-policy: ${value}`,
    headers: { "referrer-policy": value },
    passes: false,
    disagreement: "Browsers then use their default, which is safe: ours only notes it.",
  })),
  {
    checks: ["headers.referrer-policy"],
    name: "the page's policy after the header's",
    headers: { "referrer-policy": "unsafe-url" },
    body: '<meta charset="utf-8"><meta name="referrer" content="no-referrer, same-origin"><title>Title</title>',
    passes: true,
  },
  ...values(
    "headers.embedder-policy",
    "cross-origin-embedder-policy",
    [
      "",
      "require-corp",
      "credentialless",
      "unsafe-none",
      'require-corp; report-to="coep-endpoint"',
      "require-corp; report-to",
    ],
    [
      "whimsy",
      '"require-corp"',
      "Require-Corp",
      "REQUIRE-CORP",
      "require-corp; report-to=coep endpoint",
      ["require-corp", "unsafe-none"],
    ],
  ),
  ...values(
    "headers.opener-policy",
    "cross-origin-opener-policy",
    [
      "",
      "same-origin",
      "same-origin-allow-popups",
      "noopener-allow-popups",
      "unsafe-none",
      'same-origin; report-to="coop-endpoint"',
      "same-origin; report-to",
    ],
    [
      "whimsy",
      '"same-origin"',
      "Same-Origin",
      "SAME-ORIGIN",
      "same-origin; report-to=coop endpoint",
      ["same-origin", "unsafe-none"],
    ],
  ),
  ...values(
    "headers.resource-policy",
    "cross-origin-resource-policy",
    ["", "same-site", "same-origin", "cross-origin"],
    ["whimsy", ["same-origin", "cross-origin"]],
  ),
  ...values(
    "transport.hsts",
    "strict-transport-security",
    ["max-age=15768000; includeSubDomains; preload"],
    ["", "includeSubDomains; preload", "max-age=86400"],
  ),
];

const COOKIE_CHECKS = ["cookies.secure", "cookies.http-only", "cookies.same-site"];

function cookies(
  passes: boolean,
  list: readonly string[],
  disagreement?: string,
  headers: SiteHeaders = {},
): ObservatoryCase {
  const name = list.map((cookie) => cookie.replace("Domain=mozilla.org; ", "")).join(" | ") || "no cookies";
  return {
    checks: COOKIE_CHECKS,
    name,
    headers: { ...headers, ...(list.length > 0 ? { "set-cookie": list } : {}) },
    passes,
    ...(disagreement ? { disagreement } : {}),
  };
}

const LAX = "Theirs passes a session without SameSite; ours says so, low.";
const D = "Domain=mozilla.org; Path=/";

const COOKIES: readonly ObservatoryCase[] = [
  cookies(true, []),
  cookies(
    true,
    [`SESSIONID=bar; ${D}; Secure; HttpOnly`, `foo=bar; ${D}; Secure`, `heroku-session-affinity=bar; ${D}`],
    "Theirs knows the balancer's cookie by name and lets it go without Secure; ours says low of any cookie without it, and low of a session without SameSite.",
  ),
  cookies(true, [
    `S_STRICT=a; ${D}; Secure; HttpOnly; SameSite=Strict`,
    `SESSIONID_LAX=b; ${D}; Secure; HttpOnly; SameSite=Lax`,
    `SESSIONID_NONE=c; ${D}; Secure; HttpOnly; SameSite=None`,
  ]),
  cookies(
    true,
    [`SESSIONID_A=a; ${D}; Secure; HttpOnly; SameSite=Strict`, `SESSIONID_B=b; ${D}; Secure; HttpOnly`],
    LAX,
  ),
  cookies(false, [`CSRFTOKEN=bar; ${D}; Secure; HttpOnly`]),
  cookies(false, [`SESSIONID=bar; ${D}; Secure; HttpOnly; SameSite=`]),
  cookies(false, [`SESSIONID=bar; ${D}; Secure; HttpOnly; SameSite=True`]),
  cookies(false, [`SESSIONID=bar; ${D}; Secure; HttpOnly; SameSite=Invalid`]),
  cookies(false, [`foo=bar; ${D}`]),
  cookies(false, [`SESSIONID=bar; ${D}; Secure`]),
  cookies(false, [`SESSIONID=bar; ${D}; HttpOnly`]),
  cookies(false, [`SESSIONID=bar; ${D}`]),
  cookies(false, [`foo=bar; ${D}`], undefined, { "strict-transport-security": "max-age=15768000" }),
  cookies(false, [`SESSIONID=bar; ${D}; HttpOnly`], undefined, { "strict-transport-security": "max-age=15768000" }),
];

const CORS_CHECKS = ["cors.reflected-origin", "cors.wildcard"];
const STRANGER = "https://plimsoll-probe.example";

const CORS: readonly ObservatoryCase[] = [
  { checks: CORS_CHECKS, name: "no CORS", headers: {}, passes: true },
  { checks: CORS_CHECKS, name: "public access", headers: { "access-control-allow-origin": "*" }, passes: true },
  {
    checks: CORS_CHECKS,
    name: "one other origin",
    headers: { "access-control-allow-origin": "https://mozilla.org" },
    passes: true,
  },
  {
    checks: CORS_CHECKS,
    name: "any origin, with credentials",
    headers: { "access-control-allow-origin": STRANGER, "access-control-allow-credentials": "true" },
    passes: false,
  },
];

const SRI_CHECKS = ["headers.subresource-integrity", "transport.mixed-content"];
const HASH = 'integrity="sha384-zTm/dblzLXQNp3CgY+hfaC/WJ6h4XtNrePh2CW2+rO9GPuNiPb9jmthvAL+oI/dQ" crossorigin';

function scripts(passes: boolean, name: string, body: string, disagreement?: string): ObservatoryCase {
  const page = `<html><head>${body}</head><body></body></html>`;
  return { checks: SRI_CHECKS, name, headers: {}, body: page, passes, ...(disagreement ? { disagreement } : {}) };
}

const RELATIVE = "On a page that came over HTTPS an address without a scheme is HTTPS, too.";

const SCRIPTS: readonly ObservatoryCase[] = [
  scripts(true, "no scripts", "<title>Title</title>"),
  scripts(true, "scripts of the origin", '<script src="/static/js/foo.js"></script>'),
  scripts(true, "scripts of a sibling host", '<script src="https://www.mozilla.org/static/js/foo.js"></script>'),
  scripts(
    false,
    "scripts of a sibling host, no scheme",
    '<script src="//www.mozilla.org/static/js/foo.js"></script>',
    RELATIVE,
  ),
  scripts(true, "scripts of others, pinned", `<script src="https://fb.me/react.min.js" ${HASH}></script>`),
  scripts(true, "scripts of an intranet host, pinned", `<script src="https://intranet/react.min.js" ${HASH}></script>`),
  scripts(false, "scripts of others", '<script src="https://fb.me/react.min.js"></script>'),
  scripts(
    false,
    "scripts of others, pinned, over plain HTTP",
    `<script src="http://fb.me/react.min.js" ${HASH}></script>`,
  ),
  scripts(
    false,
    "scripts of others, pinned, no scheme",
    `<script src="//fb.me/react.min.js" ${HASH}></script>`,
    RELATIVE,
  ),
  scripts(false, "scripts of others over plain HTTP", '<script src="http://fb.me/react.min.js"></script>'),
  scripts(false, "scripts of others, no scheme", '<script src="//fb.me/react.min.js"></script>'),
];

export const OBSERVATORY_CASES: readonly ObservatoryCase[] = [...POLICIES, ...HEADERS, ...COOKIES, ...CORS, ...SCRIPTS];
