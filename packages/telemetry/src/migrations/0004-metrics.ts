import { createTable, createView, type DdlTarget } from "../schema/ddl.ts";
import { METRIC_TABLES, METRIC_VIEWS } from "../schema/metric-tables.ts";

/** Data points, their series and exemplars, the roll-ups, and the views that fill them. */
export function createMetrics(target: DdlTarget): string[] {
  return [
    ...METRIC_TABLES.flatMap((definition) => createTable(definition, target)),
    ...METRIC_VIEWS.map((view) => createView(view, target)),
  ];
}
