export { type ClickHouseOptions, type RunningStore, startClickHouse } from "./clickhouse/start.ts";
