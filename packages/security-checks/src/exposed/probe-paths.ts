import { AppError, type CheckResult, type Evidence, type FoundFault, type Severity } from "@plimsoll/core";
import type { WebTarget } from "../check.ts";
import { quoteExchange } from "../evidence.ts";
import { type Exchange, isHtml } from "../exchange.ts";
import { ScanLimitError } from "../scan-limit-error.ts";

/** Requests under way at a time; the scan's own pace bounds them further. */
const BATCH = 6;
/** Characters after the proof that evidence may show. */
const HIDDEN_WITHIN = 400;
/** Enough to recognise anything by. */
const DEFAULT_BYTES = 16 * 1024;

/** One path that should not answer, and what proves that it does. */
export interface PathProbe {
  path: string;
  /** What lies there, for the title: "An environment file". */
  what: string;
  /** Content that nothing else has: a status alone proves nothing. */
  proof: RegExp;
  /** True where a page is the proof; files that come as HTML are pages of the site by another name. */
  isPage?: boolean;
  severity?: Severity;
  detail?: string;
  maxBytes?: number;
}

/**
 * Asks for each path and reports those whose content proves what they are, unless the site answers so to everything. What was
 * found is kept when some paths gave no answer, but then nothing is concluded from the others.
 */
export async function probePaths(
  target: WebTarget,
  probes: readonly PathProbe[],
  detail: string,
): Promise<CheckResult> {
  const faults: FoundFault[] = [];
  const failures: string[] = [];
  for (let i = 0; i < probes.length; i += BATCH) {
    const batch = probes.slice(i, i + BATCH).map((probe) => ask(target, probe, detail));
    for (const answer of await Promise.all(batch)) {
      if (typeof answer === "string") failures.push(answer);
      else if (answer) faults.push(answer);
    }
    if (target.signal.aborted) break;
  }
  return concludeProbes(faults, failures, probes.length);
}

/** The outcome of a check that sent many requests, some of which may have failed: each failure in a few words. */
export function concludeProbes(faults: readonly FoundFault[], failures: readonly string[], asked: number): CheckResult {
  const [failure] = failures;
  if (failure !== undefined) {
    const reason = `${failures.length} of ${asked} requests gave no answer that says anything: ${failure}.`;
    return faults.length > 0 ? { outcome: "not-assessed", reason, faults } : { outcome: "not-assessed", reason };
  }
  return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
}

/** The fault, null for none, or why that cannot be told. */
async function ask(target: WebTarget, probe: PathProbe, detail: string): Promise<FoundFault | string | null> {
  const answer = await attempt(() => target.send({ url: probe.path, maxBytes: probe.maxBytes ?? DEFAULT_BYTES }));
  if (typeof answer === "string") return answer;
  const found = proofIn(answer, probe);
  if (!found) return null;
  const missing = await attempt(() => target.looksMissing(answer));
  if (missing === true) return null;
  if (typeof missing === "string") return missing;
  return {
    place: { kind: "request", method: "GET", path: probe.path },
    title: `${probe.what} is served at ${probe.path}`,
    detail: probe.detail ?? detail,
    ...(probe.severity ? { severity: probe.severity } : {}),
    evidence: [evidenceOf(answer, found, probe.isPage ?? false)],
  };
}

/** Of a file the names alone are shown: its values are what must not get around. */
function evidenceOf(answer: Exchange, found: { index: number; length: number }, isPage: boolean): Evidence {
  const body = isPage ? answer.body : hideValues(answer.body.slice(0, found.index + found.length + HIDDEN_WITHIN));
  return quoteExchange(
    "Answer",
    { ...answer, body },
    { headers: ["content-type"], around: isPage ? found : { index: 0, length: 200 } },
  );
}

/** Whatever follows `=` or `:`, and lines of a key, by their first characters. */
export function hideValues(text: string): string {
  return text
    .replace(/([=:][ \t]*["']?)([^\s"',{}[\]]{2})[^\n,}\]]{2,}/g, "$1$2…")
    .replace(/^([A-Za-z0-9+/]{4})[A-Za-z0-9+/=]{12,}$/gm, "$1…");
}

function proofIn(answer: Exchange, probe: PathProbe): { index: number; length: number } | null {
  if (answer.status !== 200 || (isHtml(answer) && !probe.isPage)) return null;
  const found = probe.proof.exec(answer.body);
  return found ? { index: found.index, length: found[0].length } : null;
}

/** What the work gives; in words when it could not be done for reasons that lie outside of it. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    const done = await work();
    return isTooMany(done) ? "the target answered 429, too many requests" : done;
  } catch (error) {
    if (error instanceof AppError || error instanceof ScanLimitError) return error.message.replace(/\.$/, "");
    throw error;
  }
}

function isTooMany(done: unknown): boolean {
  return typeof done === "object" && done !== null && "status" in done && done.status === 429;
}
