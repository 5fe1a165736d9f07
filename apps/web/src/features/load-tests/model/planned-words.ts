import { formatCount, formatDuration, formatRate, plural } from "../../../lib/format.ts";
import type { PlannedLoad } from "./planned-load.ts";

const isOne = (value: number) => Math.abs(value - 1) < 1e-9;

/** What will be sent, in a sentence or two, such as `About 12k requests in 2 min, at most 100/s.` */
export function plannedWords(plan: PlannedLoad): string {
  const { mode, peak, requests, requestsPerIteration: per } = plan;
  const time = formatDuration(plan.durationMs);
  if (mode === "closed") {
    const users = plural(peak, "user");
    return `Up to ${users} for ${time}, each beginning again when done: how many requests that makes is up to the target.`;
  }
  const rate = formatRate(peak * per);
  if (mode === "capacity") {
    return `Raises the rate until the thresholds break, ${formatRate(peak)} at most. Takes up to ${time}, mostly less.`;
  }
  const iterations = isOne(per) ? "" : ` (${formatCount(plan.iterations)} iterations of ${formatCount(per)} requests)`;
  return `About ${plural(Math.round(requests ?? 0), "request")} in ${time}${iterations}, ${rate} at the most.`;
}
