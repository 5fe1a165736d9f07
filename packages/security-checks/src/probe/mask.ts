/** Ways secrets are written. Of each the group `secret`, or all of it, is masked. */
const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?<secret>[^-]{1,8000})/g,
  /\beyJ[\w-]{6,2000}\.(?<secret>[\w-]{6,4000}\.[\w-]{0,1000})/g,
  /\b(?<secret>(?:AKIA|ASIA)[0-9A-Z]{16})\b/g,
  /\b(?<secret>(?:gh[pousr]_|github_pat_|glpat-|xox[abposr]-|sk_live_|rk_live_|sk-ant-|sk-proj-|SG\.|npm_|plim_|whsec_)[\w.-]{10,200})/g,
  /\b(?<secret>AIza[\w-]{35})/g,
  /\/\/[^\s/:@"'<>]{1,100}:(?<secret>[^\s/@"'<>]{1,200})@/g,
  /^(?:proxy-)?authorization: *(?:(?:bearer|basic|digest|token) +)?(?<secret>\S.{0,4000})$/gim,
  /^(?:x-)?(?:api-?key|auth-token|access-token|csrf-token|xsrf-token): *(?<secret>\S.{0,4000})$/gim,
  /\b[\w-]{0,40}(?:passwo?r?d|passphrase|secret|api[_-]?key|access[_-]?key|private[_-]?key|token)["']?\s{0,3}[:=]\s{0,3}(?<secret>"[^"\n]{4,400}|'[^'\n]{4,400}|[^\s"'&;,<>{}()[\]]{6,400})/gi,
];

/** `Cookie` and `Set-Cookie` lines: the values go, names and attributes stay. */
const COOKIE_LINE = /^(cookie|set-cookie): *(.*)$/gim;

/**
 * Text without its secrets: `known` ones, and whatever looks like one. The first characters of a long secret stay, so that
 * its owner recognises it.
 */
export function maskSecrets(text: string, known: readonly string[] = []): string {
  let masked = text;
  for (const secret of known) if (secret.length >= 6) masked = masked.replaceAll(secret, maskValue(secret));
  masked = masked.replace(COOKIE_LINE, (_, name: string, value: string) => `${name}: ${maskCookies(name, value)}`);
  for (const pattern of SECRETS) masked = masked.replace(pattern, maskMatch);
  return masked;
}

/** The first four characters of a value that is long enough for them to tell nothing, and an ellipsis. */
export function maskValue(value: string): string {
  // Masked before.
  if (value.endsWith("…")) return value;
  return value.length >= 12 ? `${value.slice(0, 4)}…` : "…";
}

function maskMatch(match: string, ...rest: unknown[]): string {
  const groups = rest.at(-1);
  const found = typeof groups === "object" && groups !== null && "secret" in groups ? groups.secret : match;
  const secret = typeof found === "string" ? found : match;
  const quote = /^["']/.exec(secret)?.[0] ?? "";
  const at = match.lastIndexOf(secret);
  return match.slice(0, at) + quote + maskValue(secret.slice(quote.length)) + match.slice(at + secret.length);
}

/** Of `set-cookie` the first pair alone has a value to hide; of `cookie` every one. */
function maskCookies(name: string, value: string): string {
  const parts = value.split(";");
  const hidden = name.toLowerCase() === "cookie" ? parts : parts.slice(0, 1);
  const shown = hidden.map((part) =>
    part.replace(/=(.*)$/s, (_, secret: string) => `=${secret ? maskValue(secret) : ""}`),
  );
  return [...shown, ...parts.slice(hidden.length)].join(";");
}
