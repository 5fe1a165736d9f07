import type { CheckInfo, CheckResult, ScanProfile } from "@plimsoll/core";
import type { Exchange, ProbeRequest } from "./exchange.ts";
import type { TlsHandshake, TlsProbe } from "./tls.ts";

/** What a check of a web target may look at and do. Everything it sends goes through here: paced, counted and guarded. */
export interface WebTarget {
  /** Scheme, host and port, such as `https://api.example.com:8443`. */
  origin: string;
  profile: ScanProfile;
  /** Answers to ordinary requests: the entry pages first, then what the crawl found. At least one. */
  pages: readonly Exchange[];
  /**
   * Sends one request to the target's origin, or another allowed one; redirects are not followed. Throws ScanLimitError when
   * the budget is spent, and AppError UNAVAILABLE, TIMEOUT or FORBIDDEN: the runner then ends the check as not assessed.
   */
  send(request: ProbeRequest): Promise<Exchange>;
  /** One TLS handshake with the target. Throws as `send` does, but a handshake the server refuses is an answer. */
  handshake(probe: TlsProbe): Promise<TlsHandshake>;
  /** True for an answer like that to a path which cannot exist: a single-page app answers 200 to everything. */
  looksMissing(exchange: Exchange): Promise<boolean>;
  /** Ends when the scan is cancelled or out of time. */
  signal: AbortSignal;
}

/** One check of a web target: one file in `checks/`, listed in the registry. */
export interface WebCheck extends CheckInfo {
  run(target: WebTarget): Promise<CheckResult>;
}

/** Identity: gives a check its type where it is written. */
export function defineCheck(check: WebCheck): WebCheck {
  return check;
}
