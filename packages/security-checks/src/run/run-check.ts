import { AppError, type CheckResult, toError } from "@plimsoll/core";
import type { WebCheck, WebTarget } from "../check.ts";
import { ScanLimitError } from "../scan-limit-error.ts";
import type { CheckRecord } from "../scan-report.ts";
import { cleanResult } from "./clean-result.ts";

/**
 * Makes one check, apart from the others: whatever it throws, and a scan that ends meanwhile, makes it `not-assessed`. A
 * check that does not listen to the signal is left behind.
 */
export async function runCheck(
  check: WebCheck,
  target: WebTarget,
  knownSecrets: readonly string[],
): Promise<CheckRecord> {
  const begun = performance.now();
  let requests = 0;
  let hasSeenPages = false;
  const counted: WebTarget = {
    ...target,
    get pages() {
      hasSeenPages = true;
      return target.pages;
    },
    get identities() {
      if (target.identitiesWithheld !== undefined) throw new AppError("FORBIDDEN", target.identitiesWithheld);
      return target.identities;
    },
    send(request) {
      requests += 1;
      return target.send(request);
    },
    handshake(probe) {
      requests += 1;
      return target.handshake(probe);
    },
    hello(probe) {
      requests += 1;
      return target.hello(probe);
    },
    openSocket() {
      requests += 1;
      return target.openSocket();
    },
  };
  let result: CheckResult;
  try {
    const said = await orEnd(check.run(counted), target.signal);
    result = cleanResult(hasSeenPages ? holdBack(said, target.unreached) : said, knownSecrets);
  } catch (thrown) {
    result = cleanResult({ outcome: "not-assessed", reason: reasonOf(thrown) }, knownSecrets);
  }
  return { checkId: check.id, result, durationMs: Math.round(performance.now() - begun), requests };
}

/** Nothing can be concluded for the whole site from some of its pages: what was found is kept, the rest stays open. */
function holdBack(result: CheckResult, unreached: readonly string[]): CheckResult {
  if (unreached.length === 0 || result.outcome === "not-assessed") return result;
  const reason = `${unreached.length} of the pages gave no answer: ${unreached.slice(0, 5).join(", ")}.`;
  return result.outcome === "fail"
    ? { outcome: "not-assessed", reason, faults: result.faults }
    : { outcome: "not-assessed", reason };
}

/** The work's result, or a throw of the signal's reason when that comes first. */
function orEnd<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/** In words for people: what was thrown on purpose as it is, a fault of the check's own as one. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof AppError) return thrown.message;
  const error = toError(thrown);
  if (error instanceof ScanLimitError) return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`;
  return `The check itself failed: ${error.message}.`;
}
