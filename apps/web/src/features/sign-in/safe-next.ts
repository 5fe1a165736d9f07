/** The path to go to after signing in: only ever a place on this instance, `/` for anything else. */
export function safeNext(next: string | null, origin: string): string {
  if (!next || !URL.canParse(next, origin)) return "/";
  const url = new URL(next, origin);
  if (url.origin !== origin || !next.startsWith("/") || url.pathname.startsWith("/sign-in")) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}
