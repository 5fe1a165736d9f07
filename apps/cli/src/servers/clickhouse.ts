import { runClickHouseServer } from "@plimsoll/embedded";

await runClickHouseServer();
