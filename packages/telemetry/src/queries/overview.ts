import type { Overview } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import { findConcerns, type Comparison } from "../concerns.ts";
import type { RangeInput } from "../inputs.ts";
import {
  addUp,
  lengthMs,
  previousRange,
  readServiceSteps,
  resolutionOf,
  toFigures,
  toSeries,
  type RedSums,
} from "../red.ts";
import { fromMillis, stepsOf } from "../time.ts";
import { readLastSeen, toItems } from "./services-list.ts";

const SERIES_STEPS = 60;
const RECENT_MS = 5 * 60_000;
const LEAST_USUAL_MS = 60 * 60_000;
const WHOLE = { fromMs: 0, stepMs: 8.64e15, count: 1 };

/** Everything the first page shows: all services together, each of them, and what deserves a look. Roll-ups only. */
export async function getOverview(client: TelemetryClient, input: RangeInput): Promise<Overview> {
  const steps = stepsOf(input.from, input.to, SERIES_STEPS, resolutionOf(input).stepSeconds);
  const before = previousRange(input);
  const [cells, earlier, lastSeen, comparisons] = await Promise.all([
    readServiceSteps(client, input, steps),
    readServiceSteps(client, { ...input, ...before }, WHOLE),
    readLastSeen(client, input),
    compareServices(client, input),
  ]);
  const together = new Map<number, RedSums>();
  for (let step = 0; step < steps.count; step++) {
    const parts = [...cells.values()].flatMap((own) => own.get(step) ?? []);
    if (parts.length > 0) together.set(step, addUp(parts));
  }
  const previous = addUp([...earlier.values()].flatMap((own) => [...own.values()]));
  return {
    totals: toFigures(addUp(together.values()), lengthMs(input)),
    previous: toFigures(previous, lengthMs(before)),
    series: toSeries(together, steps),
    services: toItems(cells, lastSeen, steps, lengthMs(input)),
    concerns: findConcerns(comparisons),
  };
}

/** The last five minutes of each service beside the range before them, at least an hour. */
async function compareServices(client: TelemetryClient, input: RangeInput): Promise<Comparison[]> {
  const to = Math.floor(Date.parse(input.to) / 60_000) * 60_000;
  const split = to - RECENT_MS;
  const from = Math.min(Date.parse(input.from), split - LEAST_USUAL_MS);
  const [usual, recent] = await Promise.all([
    readServiceSteps(client, { ...input, from: fromMillis(from), to: fromMillis(split) }, WHOLE),
    readServiceSteps(client, { ...input, from: fromMillis(split), to: fromMillis(to) }, WHOLE),
  ]);
  return [...new Set([...usual.keys(), ...recent.keys()])].map((service) => ({
    service,
    recent: addUp(recent.get(service)?.values() ?? []),
    usual: addUp(usual.get(service)?.values() ?? []),
    recentMs: RECENT_MS,
    usualMs: split - from,
    since: fromMillis(split),
  }));
}
