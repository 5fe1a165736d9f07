import type { DashboardTile, MetricsQueryResult } from "@plimsoll/core";
import type { ChartSeries } from "../../../charts/time-chart.tsx";
import { lineColors } from "../../metrics/model/line-colors.ts";
import { aggregationWord, seriesName } from "../../metrics/model/question.ts";

/** The lines of a tile: those of all its queries, each with a name and a colour of its own. */
export function linesOf(
  tile: Pick<DashboardTile, "kind" | "queries">,
  results: readonly Pick<MetricsQueryResult, "series">[],
): ChartSeries[] {
  const found = results.flatMap(({ series }, index) => {
    const query = tile.queries[index];
    const own = query ? nameOf(query, tile.queries) : "";
    return series.map(({ labels, values }) => {
      const name = seriesName(labels, own);
      return { name: results.length > 1 && name !== own ? `${own} · ${name}` : name, values };
    });
  });
  const names = distinct(found.map(({ name }) => name));
  const colors = lineColors(names);
  return found.map(({ values }, index) => ({
    label: names[index] ?? "",
    values,
    color: colors[index] ?? "var(--accent)",
    fill: tile.kind === "area" || found.length === 1,
  }));
}

type Query = DashboardTile["queries"][number];

/** A metric that is asked for its p50 and its p95 is told apart by these. */
function nameOf({ label, metric, aggregation }: Query, queries: readonly Query[]): string {
  if (label !== "") return label;
  const asked = queries.filter((each) => each.metric === metric).length;
  return asked > 1 ? `${aggregationWord(aggregation)} of ${metric}` : metric;
}

/** Of several lines with one name the later ones get a number. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
