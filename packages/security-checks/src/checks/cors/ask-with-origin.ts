import type { FoundFault } from "@plimsoll/core";
import type { WebTarget } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, headerOf, mediaTypeOf, pathOf } from "../../exchange.ts";
import { placeOf } from "../../probe/crawl.ts";

/** Pages that are asked with an origin; what a site does with it seldom differs more. */
const MAX_ASKED = 5;

/** What an answer lets pages of another origin do. */
export interface CorsAnswer {
  exchange: Exchange;
  /** Path without its query. */
  path: string;
  /** The origin that was claimed. */
  origin: string;
  allowed: string | null;
  /** True when cookies may come along. */
  isWithCredentials: boolean;
}

/** Pages whose cross-origin rules are worth asking for: entry pages and answers of APIs first, one for each path. */
export function corsPages(target: WebTarget): Exchange[] {
  const answered = target.pages.filter((page) => page.method === "GET" && page.status < 400);
  const isData = (page: Exchange) => /\bjson$/.test(mediaTypeOf(page));
  const ordered = [...answered.slice(0, 1), ...answered.filter(isData), ...answered];
  return [...new Map(ordered.map((page) => [placeOf(page), page])).values()].slice(0, MAX_ASKED);
}

/** Asks for a page as a script of that origin would. */
export async function askWithOrigin(target: WebTarget, page: Exchange, origin: string): Promise<CorsAnswer> {
  const exchange = await target.send({ url: pathOf(page), headers: { origin } });
  return {
    exchange,
    path: placeOf(page),
    origin,
    allowed: headerOf(exchange, "access-control-allow-origin"),
    isWithCredentials: headerOf(exchange, "access-control-allow-credentials")?.trim() === "true",
  };
}

/** The fault of one answer. */
export function corsFault(answer: CorsAnswer, title: string, detail: string): FoundFault {
  const quoted = quoteExchange("Answer", answer.exchange, {
    requestHeaders: ["origin"],
    headers: ["access-control-allow-origin", "access-control-allow-credentials", "vary"],
  });
  return {
    place: { kind: "request", method: answer.exchange.method, path: answer.path, parameter: "origin" },
    title,
    detail,
    evidence: [quoted],
  };
}
