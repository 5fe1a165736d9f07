// `npm start`: installs and builds what is missing or stale, then hands over to the `plimsoll` command.
// Runs before anything is installed, so it uses Node alone.
import { ensureBuilt, ensureInstalled, requireNode } from "./prepare.mjs";

requireNode();
await ensureInstalled();
await ensureBuilt();
process.argv = [process.argv[0], process.argv[1], "start", ...process.argv.slice(2)];
await import("../apps/cli/dist/plimsoll.mjs");
