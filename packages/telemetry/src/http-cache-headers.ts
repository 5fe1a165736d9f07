const PREFIX = "http.response.header.";
const key = (name: string) => `'${PREFIX}${name}'`;
const AGE = "age";

/** Headers by which HTTP caches tell what they did, by trust, the most first. `cache-status` is RFC 9211. */
const HEADERS = [
  "cache-status",
  "cf-cache-status",
  "x-vercel-cache",
  "x-nextjs-cache",
  "x-cache-status",
  "x-proxy-cache",
  "x-cache",
];

/** A header's text in small letters: one value, or OTLP's list of them as JSON. */
const textOf = (name: string) => `lower(concat(attr_str[${key(name)}], attr_other[${key(name)}]))`;
const anyKey = [...HEADERS, AGE].map(key).join(", ");

/** True for a span that has any of the headers; reads the keys of its maps alone. */
export const HAS_CACHE_HEADER = `(hasAny(mapKeys(attr_other), [${anyKey}]) OR hasAny(mapKeys(attr_str), [${anyKey}]) OR mapContains(attr_int, ${key(AGE)}))`;

/** The header that decides, without its prefix; `age` where there is no other. */
export const DECIDING_HEADER = `multiIf(${HEADERS.map((name) => `${textOf(name)} != '', '${name}'`).join(", ")}, '${AGE}')`;
/** Its text. */
export const DECIDING_TEXT = `multiIf(${HEADERS.map((name) => `${textOf(name)} != '', ${textOf(name)}`).join(", ")}, '')`;

/** Seconds that a response had been in caches, by its header `age`; null without one. */
export const AGE_SECONDS = `if(mapContains(attr_int, ${key(AGE)}), toFloat64(attr_int[${key(AGE)}]), toFloat64OrNull(extract(${textOf(AGE)}, '([0-9]+)')))`;

const says = (words: string) => `match(said, '(^|[^a-z])(${words})([^a-z]|$)')`;

/**
 * `hit`, `stale`, `miss`, or `passed` for a cache that did not look, from the columns `header`, `said` and `age`.
 * - `cache-status`: a hit says so, everything else was forwarded, `fwd=stale` because what was there was too old.
 * - the words of CDNs and proxies; of several caches, as in `MISS, HIT`, one that hit is enough.
 * - an age above zero: only what comes out of a cache grows old (RFC 9111, 5.1). On a miss some caches say 0.
 */
export const OUTCOME = `multiIf(
    header = '${AGE}', if(age > 0, 'hit', 'miss'),
    header = 'cache-status', multiIf(match(said, '; *hit([^a-z]|$)'), 'hit', position(said, 'fwd=stale') > 0, 'stale', match(said, 'fwd=(bypass|method|request)'), 'passed', 'miss'),
    ${says("stale|updating")}, 'stale',
    ${says("hit|refreshhit|revalidated|prerender")}, 'hit',
    ${says("bypass|dynamic|none|unknown|uncacheable|pass|nocache|nostore")}, 'passed',
    'miss')`;
