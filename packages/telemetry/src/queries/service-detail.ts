import type { ServiceDetail } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import type { ServiceInput } from "../inputs.ts";
import {
  addUp,
  lengthMs,
  previousRange,
  readServiceSteps,
  resolutionOf,
  toFigures,
  toLatencyHeatmap,
  toSeries,
  type RedSums,
} from "../red.ts";
import { stepsOf } from "../time.ts";
import { readEdges } from "./service-edges.ts";
import { readErrors, readInstances, readOperations, readSlowestQueries } from "./service-parts.ts";

const SERIES_STEPS = 96;

/** The figures of a service over a range: what its charts and totals show. Reads roll-ups only. */
export async function getServiceRed(
  client: TelemetryClient,
  input: ServiceInput,
): Promise<Pick<ServiceDetail, "totals" | "previous" | "series" | "heatmap" | "operations">> {
  const steps = stepsOf(input.from, input.to, SERIES_STEPS, resolutionOf(input).stepSeconds);
  const before = previousRange(input);
  const whole = { fromMs: 0, stepMs: 8.64e15, count: 1 };
  const [now, earlier, operations] = await Promise.all([
    readServiceSteps(client, input, steps),
    readServiceSteps(client, { ...input, ...before }, whole),
    readOperations(client, input),
  ]);
  const cells = now.get(input.service) ?? new Map<number, RedSums>();
  return {
    totals: toFigures(addUp(cells.values()), lengthMs(input)),
    previous: toFigures(addUp(earlier.get(input.service)?.values() ?? []), lengthMs(before)),
    series: toSeries(cells, steps),
    heatmap: toLatencyHeatmap(cells, steps),
    operations,
  };
}

/** Everything about one service; null when nothing of it was seen in the range. */
export async function getService(client: TelemetryClient, input: ServiceInput): Promise<ServiceDetail | null> {
  const [red, slowestQueries, errors, edges, instances] = await Promise.all([
    getServiceRed(client, input),
    readSlowestQueries(client, input),
    readErrors(client, input),
    readEdges(client, { ...input, limit: 200 }),
    readInstances(client, input),
  ]);
  if (red.totals.requests === 0 && instances.length === 0) return null;
  return {
    name: input.service,
    ...red,
    slowestQueries,
    errors,
    upstream: edges.edges.filter((edge) => edge.to === input.service && edge.toKind === "service"),
    downstream: edges.edges.filter((edge) => edge.from === input.service),
    instances,
  };
}
