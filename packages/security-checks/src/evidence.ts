import type { Evidence } from "@plimsoll/core";
import { type Exchange, headersOf, isHtml, mediaTypeOf, pathOf } from "./exchange.ts";

/** Characters of a body shown before and after what matters. */
const AROUND = 160;

export interface QuoteOptions {
  /** Names, in lower case, of the response headers shown; none by default. */
  headers?: readonly string[];
  /** Names of the request headers shown. */
  requestHeaders?: readonly string[];
  /** Place in the body that is shown with some text around it. */
  around?: { index: number; length: number };
}

/** First line of the request, status, and what of the answer makes the point. The runner masks secrets and cuts it. */
export function quoteExchange(label: string, exchange: Exchange, options: QuoteOptions = {}): Evidence {
  const asked = (options.requestHeaders ?? []).flatMap((name) => {
    const value = exchange.requestHeaders[name];
    return value === undefined ? [] : [`${name}: ${value}`];
  });
  const answered = (options.headers ?? []).flatMap((name) => {
    const values = headersOf(exchange, name);
    return values.length > 0 ? values.map((value) => `${name}: ${value}`) : [`(no ${name})`];
  });
  const lines = [`${exchange.method} ${pathOf(exchange)}`, ...asked, "", `HTTP ${exchange.status}`, ...answered];
  if (options.around) lines.push("", excerpt(exchange.body, options.around.index, options.around.length));
  return { label, text: lines.join("\n"), language: "http" };
}

/** A part of the body alone, in the language of its content type. */
export function quoteBody(label: string, exchange: Exchange, index: number, length: number): Evidence {
  const type = mediaTypeOf(exchange);
  const language = isHtml(exchange) ? "html" : /\bjson$/.test(type) ? "json" : "text";
  return { label, text: excerpt(exchange.body, index, length), language };
}

/** `length` characters from `index` with some text around them; `…` where it is cut. */
export function excerpt(text: string, index: number, length: number): string {
  const from = Math.max(0, index - AROUND);
  const to = Math.min(text.length, index + length + AROUND);
  return `${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
}

/** "Seen on": paths of the pages that a fault of the whole site was seen on, the first few of them. */
export function listPages(exchanges: readonly Exchange[]): Evidence {
  const paths = [...new Set(exchanges.map((exchange) => `${exchange.method} ${pathOf(exchange)}`))];
  const more = paths.length > 10 ? [`and ${paths.length - 10} more`] : [];
  return { label: "Seen on", text: [...paths.slice(0, 10), ...more].join("\n"), language: "text" };
}
