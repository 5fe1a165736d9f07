import { runClickHouseServer } from "./run-clickhouse-server.ts";

await runClickHouseServer();
