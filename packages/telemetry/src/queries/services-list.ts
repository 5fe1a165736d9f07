import type { ServiceListItem, ServicesList } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import type { RangeInput } from "../inputs.ts";
import { addUp, lengthMs, readServiceSteps, resolutionOf, toFigures, type RedSums } from "../red.ts";
import { text } from "../row.ts";
import { rollupRangeSql } from "../scope.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams } from "../sql-params.ts";
import { fromNanos, stepsOf, type Steps } from "../time.ts";

const SPARK_STEPS = 30;

/** Every service seen in the range with its figures, busiest first. Reads roll-ups only. */
export async function listServices(client: TelemetryClient, input: RangeInput): Promise<ServicesList> {
  const steps = stepsOf(input.from, input.to, SPARK_STEPS, resolutionOf(input).stepSeconds);
  const [cells, lastSeen] = await Promise.all([readServiceSteps(client, input, steps), readLastSeen(client, input)]);
  return { items: toItems(cells, lastSeen, steps, lengthMs(input)), stepMs: steps.stepMs };
}

/** Latest span of each service active in the hours that the range touches, from the small table `resources`. */
export async function readLastSeen(client: TelemetryClient, input: RangeInput): Promise<Map<string, string>> {
  const params = new SqlParams(input.projectId);
  const sql = `SELECT toString(service), toString(toUnixTimestamp64Nano(max(last_ts)))
FROM ${DATABASE}.resources
WHERE project_id = ${params.project} AND ${rollupRangeSql(input, 3600)}
GROUP BY service`;
  const rows = await client.rows(sql, (row) => [text(row, 0), fromNanos(BigInt(text(row, 1)))] as const, {
    params: params.values,
    signal: input.signal,
  });
  return new Map(rows);
}

/** Lines of the list: services with requests, and those that only do work for others. */
export function toItems(
  cells: ReadonlyMap<string, ReadonlyMap<number, RedSums>>,
  lastSeen: ReadonlyMap<string, string>,
  steps: Steps,
  rangeMs: number,
): ServiceListItem[] {
  const names = new Set([...cells.keys(), ...lastSeen.keys()]);
  const items = [...names].map((name) => {
    const own = cells.get(name) ?? new Map<number, RedSums>();
    const figures = Array.from({ length: steps.count }, (_, step) => {
      const cell = own.get(step);
      return cell ? toFigures(cell, steps.stepMs) : null;
    });
    return {
      name,
      ...toFigures(addUp(own.values()), rangeMs),
      lastSeen:
        lastSeen.get(name) ?? new Date(steps.fromMs + (Math.max(0, ...own.keys()) + 1) * steps.stepMs).toISOString(),
      spark: {
        requests: figures.map((each) => each?.requests ?? null),
        p95Ms: figures.map((each) => each?.p95Ms ?? null),
        errors: figures.map((each) => each?.errors ?? null),
      },
    };
  });
  return items.sort((a, b) => b.requests - a.requests || a.name.localeCompare(b.name));
}
