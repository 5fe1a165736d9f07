// The demo's own PostgreSQL, as a process of its own that ends with the demo.
import { runPostgresServer } from "@plimsoll/embedded";

await runPostgresServer();
