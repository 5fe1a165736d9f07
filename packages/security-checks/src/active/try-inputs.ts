import type { CheckResult, FoundFault } from "@plimsoll/core";
import type { WebTarget } from "../check.ts";
import type { Exchange, ProbeRequest } from "../exchange.ts";
import { attempt, concludeProbes } from "../exposed/probe-paths.ts";

/** One request with something odd in it, and what makes a fault of the answer. */
export interface Trial {
  request: ProbeRequest;
  judge(answer: Exchange): FoundFault | null | Promise<FoundFault | null>;
}

/**
 * Sends the trials of each place in turn, one after another, and goes on to the next place at the first fault: what is proven
 * needs no further tries. `isCut`: there are more places than were given. Answers that say nothing (no answer, 429) make the check not assessed; faults are kept.
 */
export async function tryPlaces(
  target: WebTarget,
  places: readonly (readonly Trial[])[],
  isCut = false,
): Promise<CheckResult> {
  const faults: FoundFault[] = [];
  const failures: string[] = [];
  let asked = 0;
  for (const trials of places) {
    for (const trial of trials) {
      if (target.signal.aborted) return concludeProbes(faults, ["the scan ended"], asked);
      asked += 1;
      const answer = await attempt(() => target.send(trial.request));
      if (typeof answer === "string") {
        failures.push(answer);
        break;
      }
      const fault = await trial.judge(answer);
      if (!fault) continue;
      faults.push(fault);
      break;
    }
  }
  const result = concludeProbes(faults, failures, asked);
  if (!isCut || result.outcome === "not-assessed") return result;
  const reason = `The target has more parameters than the ${places.length} places that were tried.`;
  return faults.length > 0 ? { outcome: "not-assessed", reason, faults } : { outcome: "not-assessed", reason };
}
