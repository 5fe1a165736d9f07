import type { DdlTarget } from "../schema/ddl.ts";
import { createFirstTables } from "./0001-create-tables.ts";
import { createJobHistory } from "./0002-job-history.ts";
import { createLoadRuns } from "./0003-load-runs.ts";
import { createMetrics } from "./0004-metrics.ts";
import { nameMetricBlocks } from "./0005-metric-blocks.ts";

export interface Migration {
  version: number;
  name: string;
  /**
   * The statements, in order. Several processes may run them at once and any may be cut off half-way: each must do
   * nothing when it was done before (IF NOT EXISTS, IF EXISTS, MODIFY to a final state).
   */
  statements(target: DdlTarget): string[];
}

/** Every step of the schema; a new one gets the next number and never changes afterwards. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: "create-tables", statements: createFirstTables },
  { version: 2, name: "job-history", statements: createJobHistory },
  { version: 3, name: "load-runs", statements: createLoadRuns },
  { version: 4, name: "metrics", statements: createMetrics },
  { version: 5, name: "metric-blocks", statements: nameMetricBlocks },
];
