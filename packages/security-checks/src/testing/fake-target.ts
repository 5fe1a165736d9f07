import type { WebTarget } from "../check.ts";
import type { Exchange } from "../exchange.ts";
import { answeringTarget, exchangeOf } from "./answering-target.ts";

/** A page as the crawl hands it to checks; a header without a value is left out. */
export function fakePage(
  url: string,
  headers: Readonly<Record<string, string | readonly string[]>>,
  body: string,
): Exchange {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((one): [string, string][] => (one === "" ? [] : [[name, one]])),
  );
  return exchangeOf(url, { headers: pairs, body });
}

/** A target that has this page alone and answers it to everything. */
export function fakeTarget(page: Exchange, extra: Partial<WebTarget> = {}): WebTarget {
  const origin = new URL(page.url).origin;
  return answeringTarget({ origin, profile: "passive", pages: [page], send: () => Promise.resolve(page), ...extra });
}
