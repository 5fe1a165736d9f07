export { type ClickHouseOptions, type RunningStore, startClickHouse } from "./clickhouse/start.ts";
export { type PostgresOptions, type RunningPostgres, startPostgres } from "./postgres/start.ts";
export { startMark } from "./process/process-identity.ts";
export { type StoreProcess, type StoreSpec, clickHouseProcessEnv, spawnStore } from "./process/spawn-store.ts";
export { OPTIONS_VARIABLE, type StoreMessage } from "./process/store-process.ts";
export { runClickHouseServer } from "./run-clickhouse-server.ts";
export { runPostgresServer } from "./run-postgres-server.ts";
export { type TestStoreName, type TestStores, type TestStoresOptions, startTestStores } from "./testing/test-stores.ts";
