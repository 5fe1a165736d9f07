import type { MetricLabels } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import type { RangeInput } from "../inputs.ts";
import { labelSql, metricSeriesSql } from "../metrics/metric-scope.ts";
import { number, text } from "../row.ts";
import { SqlParams } from "../sql-params.ts";

export interface MetricLabelsInput extends RangeInput {
  metric: string;
  label?: string | undefined;
  text?: string | undefined;
  limit: number;
}

/** Every label of a row of `metric_series` with its value. */
const PAIRS = `arrayJoin(arrayConcat([('service', toString(service))],
  arrayMap((key, value) -> (toString(key), value), mapKeys(attributes), mapValues(attributes)),
  arrayMap((key, value) -> (concat('resource.', key), value), mapKeys(resource), mapValues(resource))))`;

/** Labels of a metric's series in the range, those with most values first; or the values of one, most frequent first. */
export async function metricLabels(client: TelemetryClient, input: MetricLabelsInput): Promise<MetricLabels> {
  const params = new SqlParams(input.projectId);
  const from = metricSeriesSql({ ...input, where: [] }, params);
  const options = { params: params.values, signal: input.signal };
  const contains = (what: string) =>
    input.text === undefined || input.text === ""
      ? ""
      : ` AND positionCaseInsensitiveUTF8(${what}, ${params.text(input.text)}) > 0`;
  const limit = Math.floor(input.limit);
  if (input.label === undefined) {
    const sql = `SELECT pair.1 AS label, uniqExact(pair.2) AS many FROM (SELECT ${PAIRS} AS pair FROM ${from})
WHERE pair.2 != ''${contains("pair.1")} GROUP BY label ORDER BY many DESC, label LIMIT ${limit}`;
    const labels = await client.rows(sql, (row) => ({ label: text(row, 0), values: number(row, 1) }), options);
    return { labels, values: [] };
  }
  const sql = `SELECT ${labelSql(input.label, params)} AS found, uniqExact(series_id) AS many FROM ${from}${contains("found")}
  AND found != '' GROUP BY found ORDER BY many DESC, found LIMIT ${limit}`;
  const values = await client.rows(sql, (row) => ({ value: text(row, 0), series: number(row, 1) }), options);
  return { labels: [], values };
}
