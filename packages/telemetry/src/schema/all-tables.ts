import { JOB_TABLES, JOB_VIEWS } from "./job-tables.ts";
import { LOAD_TABLES } from "./load-tables.ts";
import { METRIC_TABLES, METRIC_VIEWS } from "./metric-tables.ts";
import { SPAN_TABLES, SPAN_VIEWS, type TableDefinition, type ViewDefinition } from "./tables.ts";

/** Every table of the schema, for retention and statistics; migrations name the tables of their own step. */
export const TABLES: readonly TableDefinition[] = [...SPAN_TABLES, ...JOB_TABLES, ...LOAD_TABLES, ...METRIC_TABLES];
/** Every materialized view of the schema. */
export const VIEWS: readonly ViewDefinition[] = [...SPAN_VIEWS, ...JOB_VIEWS, ...METRIC_VIEWS];
