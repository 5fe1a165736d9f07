import type { Socket } from "node:net";
import type { CheckInfo, CheckResult, ScanProfile } from "@plimsoll/core";
import type { Exchange, ProbeRequest } from "./exchange.ts";
import type { HelloProbe, ServerHello, TlsHandshake, TlsProbe } from "./tls.ts";

/** A test account of the target: its name for findings, and the headers that sign it in. */
export interface ScanIdentity {
  name: string;
  headers: Readonly<Record<string, string>>;
}

/** What a check of a web target may look at and do. Everything it sends goes through here: paced, counted and guarded. */
export interface WebTarget {
  /** Scheme, host and port, such as `https://api.example.com:8443`. */
  origin: string;
  profile: ScanProfile;
  /**
   * Answers to ordinary requests: the entry pages first, then what the crawl found; redirects within the origin are followed
   * and are answers, too. At least one, but for checks that say `worksWithoutPages`. What a check that looked at them says is
   * held back as not assessed when pages were missing.
   */
  pages: readonly Exchange[];
  /** Paths that the crawl meant to look at but got no useful answer from, twice. */
  unreached: readonly string[];
  /** Scripts of the target's origin that the pages load. */
  scripts: readonly Exchange[];
  /** `send` adds none of their headers: a check does that where it means to. */
  identities: readonly ScanIdentity[];
  /** Why test accounts that were given may not be used: a check that asks for them is then not assessed. */
  identitiesWithheld?: string;
  /** Text of the OpenAPI document, JSON or YAML, that was given for the scan or is where the scan was told; null without one. */
  openApi: string | null;
  /** PEM; trusted beside the system's, for targets with certificates of an authority of their own. */
  authorities: readonly string[];
  /**
   * Sends one request to the target's origin, or another port or scheme of its host; redirects are not followed and
   * certificates not checked. Throws ScanLimitError when the budget is spent, and AppError UNAVAILABLE, TIMEOUT or FORBIDDEN:
   * the runner then ends the check as not assessed.
   */
  send(request: ProbeRequest): Promise<Exchange>;
  /** One TLS handshake with the target. Throws as `send` does, but a handshake the server refuses is an answer. */
  handshake(probe: TlsProbe): Promise<TlsHandshake>;
  /** A bare ClientHello, for suites and versions that `handshake` cannot offer. Throws as it does. */
  hello(probe: HelloProbe): Promise<ServerHello>;
  /** A plain TCP connection to the target, for programs that speak for themselves; the check destroys it. Throws as `send`. */
  openSocket(): Promise<Socket>;
  /** True for an answer like that to a path which cannot exist: a single-page app answers 200 to everything. */
  looksMissing(exchange: Exchange): Promise<boolean>;
  /** Ends when the scan is cancelled or out of time. */
  signal: AbortSignal;
}

/** One check of a web target: one file in `checks/GROUP`, a line in `checks/GROUP-checks.ts`, entries in the corpus. */
export interface WebCheck extends CheckInfo {
  /** True for checks that have something to say of a target that answers no request, such as of its TLS. */
  worksWithoutPages?: boolean;
  /** May throw: the check is then not assessed, and the scan goes on. */
  run(target: WebTarget): Promise<CheckResult>;
}

/** Identity: gives a check its type where it is written. */
export function defineCheck(check: WebCheck): WebCheck {
  return check;
}
