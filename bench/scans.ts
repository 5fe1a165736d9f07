// What it takes one worker process to scan many targets at once, standard profile, as it runs in production: the built worker,
// its queue and both stores.
//   npm run bench -- scans [--targets N] [--page-kb N] [--json FILE]
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadConfig } from "@plimsoll/core";
import {
  addScanTarget,
  approveTarget,
  closePlatform,
  listScans,
  openPlatform,
  type Platform,
  prepareStores,
  startScan,
} from "@plimsoll/domain";
import { startTestStores } from "@plimsoll/embedded";
import { atLeast, atMost, type Figure, figure, publishReport } from "./report.ts";

const { values: options } = parseArgs({
  options: {
    targets: { type: "string", default: "50" },
    "page-kb": { type: "string", default: "20" },
    json: { type: "string" },
  },
});
const count = Number(options.targets);
const caller = { projectId: "default", actor: "bench" };

/** As `plimsoll start` and the image start it. */
const AS_STARTED = ["--max-old-space-size=256", "--max-semi-space-size=4"];

/** Most memory that a process held so far, MB; NaN where the system does not say. */
async function peakMegabytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

async function addTargets(platform: Platform, ports: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const port of ports) {
    const origin = `http://127.0.0.1:${port}`;
    const { id, target } = await addScanTarget(platform.db, caller, { name: origin, origin });
    if (target) await approveTarget(platform.db, caller, target.id);
    ids.push(id);
  }
  return ids;
}

/** Until every scan is over; the most that ran at a time. */
async function waitForAll(platform: Platform): Promise<number> {
  let most = 0;
  for (;;) {
    const { items } = await listScans(platform, caller.projectId, { states: ["queued", "running"], limit: 500 });
    if (items.length === 0) return most;
    most = Math.max(most, items.filter(({ state }) => state === "running").length);
    await delay(200);
  }
}

const stores = await startTestStores();
const env = {
  DATABASE_URL: stores.databaseUrl,
  CLICKHOUSE_URL: stores.clickhouseUrl,
  PLIMSOLL_SELF_TRACING: "false",
  PLIMSOLL_SECRET: "bench".repeat(8),
  PLIMSOLL_LOG_LEVEL: "warn",
  NODE_ENV: "production",
  MALLOC_ARENA_MAX: "2",
};
await prepareStores(loadConfig(env));
const platform = openPlatform(loadConfig(env));
const sites = fork(fileURLToPath(new URL("scans-load/sites.ts", import.meta.url)), [String(count), options["page-kb"]]);
const [ports] = (await once(sites, "message")) as [number[]];
const worker = fork(fileURLToPath(new URL("../apps/worker/dist/main.mjs", import.meta.url)), {
  env: { ...process.env, ...env },
  execArgv: AS_STARTED,
});
await once(worker, "message");
const idle = await peakMegabytes(worker);

const targets = await addTargets(platform, ports);
const begin = performance.now();
await Promise.all(targets.map((targetId) => startScan(platform, caller, { targetId, profile: "standard" })));
const most = await waitForAll(platform);
const seconds = (performance.now() - begin) / 1_000;
const peak = await peakMegabytes(worker);
const { items } = await listScans(platform, caller.projectId, { states: ["done"], limit: 500 });
const figures: Figure[] = [
  figure("scans that went through", items.filter(({ stopped }) => stopped === null).length, "", {
    aim: atLeast(count),
  }),
  figure("running at a time", most, "", { aim: atLeast(count) }),
  figure("memory of the worker, at most", peak, "MB", { reference: { name: "idle", value: idle }, aim: atMost(500) }),
  figure("until the last one ended", seconds, "s"),
  figure("requests", items.reduce((sum, { requests }) => sum + requests, 0) / seconds, "req/s"),
  figure("findings of each", items.reduce((sum, { changes }) => sum + (changes?.new ?? 0), 0) / items.length, ""),
];
await publishReport({ name: "scans", figures }, options.json);
worker.disconnect();
await once(worker, "exit");
sites.disconnect();
await closePlatform(platform);
await stores.stop();
