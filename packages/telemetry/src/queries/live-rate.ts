import type { TelemetryClient } from "../client.ts";
import type { ProjectInput } from "../inputs.ts";
import { number, text } from "../row.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams } from "../sql-params.ts";
import { sqlSecond } from "../time.ts";

const MINUTES = 5;
const DAY_SECONDS = 86_400;

/**
 * Requests a second of services over the last five full minutes; 0 for one that answered some within a day but none
 * then, absent for one that did not. Reads the requests of a day a minute, in the order of the table.
 */
export async function liveRates(
  client: TelemetryClient,
  input: ProjectInput & { services: readonly string[] },
): Promise<Map<string, number>> {
  if (input.services.length === 0) return new Map();
  const params = new SqlParams(input.projectId);
  const to = Math.floor(Date.now() / 60_000) * 60;
  const from = to - MINUTES * 60;
  const services = params.add(input.services, "Array(String)");
  const rows = await client.rows(
    `SELECT toString(service), sumIf(spans, time >= ${sqlSecond(from)} AND time < ${sqlSecond(to)})
FROM ${DATABASE}.red_service
WHERE project_id = ${params.project} AND has(${services}, service) AND time >= ${sqlSecond(to - DAY_SECONDS)}
GROUP BY service`,
    (row): [string, number] => [text(row, 0), number(row, 1) / (MINUTES * 60)],
    { params: params.values, signal: input.signal },
  );
  return new Map(rows);
}
