import type { ScanProfile } from "@plimsoll/core";
import type { GuardedAgent } from "@plimsoll/outbound";
import type { ScanIdentity, WebCheck, WebTarget } from "./check.ts";
import { pathOf } from "./exchange.ts";
import { createBaseline } from "./probe/baseline.ts";
import { CRAWL_LIMITS, type CrawlLimits, type Crawled, crawl } from "./probe/crawl.ts";
import { createProber, type Prober } from "./probe/prober.ts";
import { webChecksOf } from "./registry.ts";
import { reasonOf, runCheck } from "./run/run-check.ts";
import { trustedIdentities } from "./run/trusted-identities.ts";
import { type ScanClock, startScanClock } from "./run/scan-clock.ts";
import { takeTurn } from "./run/take-turn.ts";
import type { CheckRecord, ScanProgress, ScanReport } from "./scan-report.ts";

export interface ScanLimits {
  /** Everything that is sent counts: crawl, baseline, checks and handshakes. */
  maxRequests: number;
  maxDurationMs: number;
  requestsPerSecond: number;
  /** Requests under way at a time, and checks running beside each other. */
  concurrency: number;
}

export interface WebScanOptions {
  /** Scheme, host and port. */
  origin: string;
  /** Where the crawl begins; `/` alone by default. Answers of an API are good, too. */
  entryPaths?: readonly string[];
  profile: ScanProfile;
  /** One that accepts any certificate: judging certificates is what checks do. */
  agent: GuardedAgent;
  /** True only when an admin approved this very scheme, host and port. */
  allowPrivate: boolean;
  /** Further origins of the same host that may be reached with the same right. */
  otherOrigins?: readonly string[];
  limits: ScanLimits;
  identities?: readonly ScanIdentity[];
  /** An OpenAPI document as text, or the path on the target where it is. */
  openApi?: string;
  /** Only these of the profile's checks, by id. */
  checks?: readonly string[];
  /** Certificates in PEM that are trusted beside the system's. */
  authorities?: readonly string[];
  /** Cancels the scan; what is running is not assessed then. */
  signal: AbortSignal;
  /** Called when a check begins and when it ends; what it throws ends nothing. */
  onProgress?(progress: ScanProgress): void;
}

/**
 * Scans one target: looks at its pages, then makes the profile's checks, a few beside each other. Always ends within its
 * time, and always with a record for every check; one that could not be made says why. Throws BAD_REQUEST for an origin that
 * is none, nothing else.
 */
export async function runWebScan(options: WebScanOptions): Promise<ScanReport> {
  const startedAt = new Date().toISOString();
  const clock = startScanClock(options.limits.maxDurationMs, options.signal);
  try {
    const prober = createProber({
      ...options.limits,
      origin: options.origin,
      otherOrigins: options.otherOrigins ?? [],
      agent: options.agent,
      allowPrivate: options.allowPrivate,
      authorities: options.authorities ?? [],
      signal: clock.signal,
    });
    const checks = webChecksOf(options.profile, options.checks);
    const { target, unreachable } = await lookAround(options, prober, clock.signal);
    const records = await makeChecks(checks, target, unreachable, options, prober);
    return {
      startedAt,
      finishedAt: new Date().toISOString(),
      requests: prober.sent(),
      stopped: whyStopped(clock, prober),
      coverage: { pages: target.pages.map(pathOf), requested: prober.answered() },
      records,
    };
  } finally {
    clock.stop();
  }
}

/** What checks get to see. When the first entry page cannot be had there are no pages, and `unreachable` says why. */
async function lookAround(
  options: WebScanOptions,
  prober: Prober,
  signal: AbortSignal,
): Promise<{ target: WebTarget; unreachable: string | null }> {
  const { origin } = new URL(options.origin);
  const entryPaths = options.entryPaths && options.entryPaths.length > 0 ? options.entryPaths : ["/"];
  let seen: Crawled = { pages: [], scripts: [], unreached: [] };
  let unreachable: string | null = null;
  try {
    seen = await crawl(origin, entryPaths, prober.send, crawlLimits(options.limits.maxRequests));
  } catch (thrown) {
    unreachable = reasonOf(thrown);
  }
  const target: WebTarget = {
    ...seen,
    origin,
    profile: options.profile,
    ...(await signIns(options, prober)),
    openApi: await findOpenApi(options.openApi, prober),
    authorities: options.authorities ?? [],
    send: prober.send,
    handshake: prober.handshake,
    hello: prober.hello,
    openSocket: prober.openSocket,
    looksMissing: createBaseline(prober.send),
    signal,
  };
  return { target, unreachable };
}

/** An approved private host may well have a certificate of its own making: there the admin's word is enough. */
async function signIns(
  options: WebScanOptions,
  prober: Prober,
): Promise<Pick<WebTarget, "identities" | "identitiesWithheld">> {
  const given = options.identities ?? [];
  if (options.allowPrivate || given.length === 0) return { identities: given };
  try {
    const identities = await trustedIdentities(options.origin, given, prober.handshake);
    if (identities.length > 0) return { identities };
    const why = "The target's certificate is not to be trusted, so the headers of test accounts were not sent.";
    return { identities, identitiesWithheld: why };
  } catch (thrown) {
    return { identities: [], identitiesWithheld: reasonOf(thrown) };
  }
}

/** A small budget is for the checks, not for the crawl. */
function crawlLimits(maxRequests: number): CrawlLimits {
  const share = Math.max(1, Math.floor(maxRequests / 5));
  return {
    ...CRAWL_LIMITS,
    maxPages: Math.min(CRAWL_LIMITS.maxPages, share),
    maxScripts: Math.min(CRAWL_LIMITS.maxScripts, share),
  };
}

/** The document itself, or what is at its path; null when it cannot be had, which the checks of APIs then say. */
async function findOpenApi(given: string | undefined, prober: Prober): Promise<string | null> {
  if (given === undefined) return null;
  if (!/^(?:\/|https?:\/\/)\S*$/.test(given)) return given;
  try {
    const answer = await prober.send({ url: given, maxBytes: 4 * 1024 * 1024 });
    return answer.status === 200 && !answer.isTruncated ? answer.body : null;
  } catch {
    return null;
  }
}

async function makeChecks(
  checks: readonly WebCheck[],
  target: WebTarget,
  unreachable: string | null,
  options: WebScanOptions,
  prober: Prober,
): Promise<CheckRecord[]> {
  const knownSecrets = (options.identities ?? []).flatMap(({ headers }) => Object.values(headers).flatMap(secretsOf));
  const records: CheckRecord[] = [];
  const tell = (index: number, checkId: string, outcome?: CheckRecord["result"]["outcome"]) => {
    const progress = { checkId, index, total: checks.length, requests: prober.sent() };
    try {
      options.onProgress?.(outcome ? { ...progress, outcome } : progress);
    } catch {
      // Whoever listens has to see to its own errors.
    }
  };
  const queue = checks.entries();
  const worker = async () => {
    for (const [index, check] of queue) {
      await takeTurn();
      tell(index, check.id);
      const record =
        unreachable !== null && !check.worksWithoutPages
          ? notAssessed(check, unreachable)
          : await runCheck(check, target, knownSecrets);
      records[index] = record;
      tell(index, check.id, record.result.outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.limits.concurrency) }, worker));
  return records;
}

/** A header's value and the secrets in it, without names of cookies and schemes. */
function secretsOf(header: string): string[] {
  const parts = header.split(/[;,]\s*/).map((part) => part.replace(/^[^\s=]*(?:=|\s+)/, ""));
  return [header, ...parts].filter((secret) => secret.length >= 8);
}

function notAssessed(check: WebCheck, reason: string): CheckRecord {
  return { checkId: check.id, result: { outcome: "not-assessed", reason }, durationMs: 0, requests: 0 };
}

function whyStopped(clock: ScanClock, prober: Prober): ScanReport["stopped"] {
  return clock.ended() ?? (prober.isSpent() ? "requests" : null);
}
