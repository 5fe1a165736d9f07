import { AppError } from "@plimsoll/core";
import type { WebTarget } from "../check.ts";
import type { Exchange } from "../exchange.ts";

export interface AnsweringTargetOptions extends Partial<WebTarget> {
  /** By URL as it is sent; whatever is not here answers 404. An error is thrown. */
  answers?: Readonly<Record<string, Partial<Exchange> | Error>>;
}

/** A target without a server, for what no server of the corpus can show. Everything that is not given fails. */
export function answeringTarget(options: AnsweringTargetOptions = {}): WebTarget {
  const { answers = {}, ...given } = options;
  const origin = given.origin ?? "https://target.test";
  const unused = () => Promise.reject(new AppError("UNAVAILABLE", "Nothing listens there."));
  return {
    origin,
    profile: "active",
    pages: [],
    unreached: [],
    scripts: [],
    identities: [],
    openApi: null,
    authorities: [],
    async send(request) {
      const answer = answers[request.url] ?? { status: 404 };
      if (answer instanceof Error) throw answer;
      return exchangeOf(request.url.startsWith("/") ? `${origin}${request.url}` : request.url, answer);
    },
    handshake: unused,
    hello: unused,
    openSocket: unused,
    looksMissing: async ({ status }) => status === 404,
    signal: new AbortController().signal,
    ...given,
  };
}

/** An answer to GET, 200 and empty but for what is given. */
export function exchangeOf(url: string, given: Partial<Exchange> = {}): Exchange {
  return {
    method: "GET",
    url,
    requestHeaders: {},
    status: 200,
    headers: [],
    body: "",
    isTruncated: false,
    durationMs: 1,
    ...given,
  };
}
