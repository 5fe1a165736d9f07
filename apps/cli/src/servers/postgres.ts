import { runPostgresServer } from "@plimsoll/embedded";

await runPostgresServer();
