/** A request that a check sends. */
export interface ProbeRequest {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "TRACE";
  /** Absolute, or a path on the target's origin. Sent as it is: no normalisation of `..` or `%2f`. */
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Bytes of the body that are read after decompression; 512 KiB by default. */
  maxBytes?: number;
}

/** One request and its answer. */
export interface Exchange {
  method: string;
  /** As it was sent, with the origin. */
  url: string;
  requestHeaders: Readonly<Record<string, string>>;
  status: number;
  /** In the order they came, names in lower case, repeated ones repeated. */
  headers: readonly (readonly [name: string, value: string])[];
  /** Decoded by its charset; as far as it was read. */
  body: string;
  isTruncated: boolean;
  durationMs: number;
}

/** The first header of that name, which is in lower case; null without one. */
export function headerOf(exchange: Exchange, name: string): string | null {
  return exchange.headers.find(([candidate]) => candidate === name)?.[1] ?? null;
}

/** All headers of that name, which is in lower case. */
export function headersOf(exchange: Exchange, name: string): string[] {
  return exchange.headers.flatMap(([candidate, value]) => (candidate === name ? [value] : []));
}

/** Type of the content without its parameters, in lower case; empty without one. */
export function mediaTypeOf(exchange: Exchange): string {
  return (headerOf(exchange, "content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** True for a page that a browser would show as HTML. */
export function isHtml(exchange: Exchange): boolean {
  const type = mediaTypeOf(exchange);
  return type === "text/html" || type === "application/xhtml+xml";
}

/** Path and query of a request, as they were sent. */
export function pathOf(exchange: Exchange): string {
  return exchange.url.replace(/^https?:\/\/[^/]*/i, "");
}
