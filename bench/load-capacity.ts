// How close a capacity search comes to what a server of known capacity can carry, and in how many steps: a run as a worker
// runs it, with both stores, several times in a row.
//   npm run bench -- load-capacity [--rounds N] [--slots N] [--service-ms N] [--json FILE]
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadConfig, type LoadRunView, loadScriptSchema } from "@plimsoll/core";
import {
  approveTarget,
  closePlatform,
  createTarget,
  getLoadRunView,
  openPlatform,
  type Platform,
  prepareStores,
  runShare,
  startLoadTest,
} from "@plimsoll/domain";
import { startTestStores } from "@plimsoll/embedded";
import { atMost, type Figure, figure, publishReport } from "./report.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    slots: { type: "string", default: "8" },
    "service-ms": { type: "string", default: "40" },
    json: { type: "string" },
  },
});
const caller = { projectId: "default", actor: "bench" };
const slots = Number(options.slots);
const serviceMs = Number(options["service-ms"]);
const capacity = (slots / serviceMs) * 1_000;

async function search(platform: Platform, origin: string): Promise<LoadRunView> {
  const script = loadScriptSchema.parse({
    load: { mode: "capacity", startRate: 10, maxRate: 4_000, warmupMs: 1_000, stepMs: 5_000, holdMs: 10_000 },
    scenarios: [{ name: "ask", steps: [{ type: "request", url: `${origin}/` }] }],
    thresholds: [`p95 < ${serviceMs * 5}ms`, "errors == 0"],
    baseline: { durationMs: 0 },
  });
  const { runId } = await startLoadTest(platform, caller, { script, workers: 1 });
  const signal = new AbortController().signal;
  await runShare(platform, { runId, index: 0 }, { workerId: "wrk_bench", signal });
  return getLoadRunView(platform, caller, runId);
}

const stores = await startTestStores();
const config = loadConfig({
  DATABASE_URL: stores.databaseUrl,
  CLICKHOUSE_URL: stores.clickhouseUrl,
  PLIMSOLL_SELF_TRACING: "false",
});
await prepareStores(config);
const platform = openPlatform(config);
const target = fork(fileURLToPath(new URL("load-capacity/queue-target.ts", import.meta.url)), [
  String(slots),
  String(serviceMs),
]);
const [port] = (await once(target, "message")) as [number];
const origin = `http://127.0.0.1:${port}`;
const { id } = await createTarget(platform.db, caller, { name: "queue", origin });
await approveTarget(platform.db, caller, id);

const figures: Figure[] = [];
for (let round = 1; round <= Number(options.rounds); round += 1) {
  process.stderr.write(`search ${round} …\n`);
  const { run, capacity: found } = await search(platform, origin);
  const rate = run.loadLine?.rate ?? 0;
  const reference = { name: `${slots} slots of ${serviceMs} ms`, value: capacity };
  figures.push(
    figure(`search ${round}: load line`, rate, "req/s", { reference }),
    figure(`search ${round}: off by`, Math.abs(rate / capacity - 1) * 100, "%", { aim: atMost(5) }),
    figure(`search ${round}: steps`, found?.steps.length ?? 0, "", { aim: atMost(12) }),
  );
}
await publishReport({ name: "load-capacity", figures }, options.json);
target.disconnect();
await closePlatform(platform);
await stores.stop();
