import { runPostgresServer } from "./run-postgres-server.ts";

await runPostgresServer();
