// How many jobs a second Plimsoll enqueues and runs, history and traces on, beside bare BullMQ on the same store; and how
// fast dead letters are searched and retried.
//   npm run bench -- jobs [--rounds N] [--jobs N] [--letters N] [--only redis|postgresql] [--json FILE]
import { parseArgs } from "node:util";
import { startTestStores } from "@plimsoll/embedded";
import type { BackendOptions } from "@plimsoll/jobs";
import { migrateTelemetry } from "@plimsoll/telemetry";
import { measureDeadLetters } from "./jobs-load/dead-letters.ts";
import { startRedis, startSpanSink } from "./jobs-load/servers.ts";
import { measureThroughput } from "./jobs-load/throughput.ts";
import { atLeast, atMost, type Figure, figure, publishReport } from "./report.ts";

const CALLERS = 64;
const CONCURRENCY = 10;

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    jobs: { type: "string" },
    letters: { type: "string", default: "100000" },
    only: { type: "string" },
    json: { type: "string" },
  },
});

const stores = await startTestStores({ durable: true });
// Dead letters are made first: without the disk's leave at each commit that takes a minute less, and reading is the same.
const lettersStore = await startTestStores({ postgres: true });
const redis = await startRedis();
const sink = await startSpanSink();

async function measureBackend(name: string, backend: BackendOptions, jobs: number, home = backend): Promise<Figure[]> {
  const setting = {
    ...(backend.redisUrl && { redisUrl: backend.redisUrl }),
    databaseUrl: stores.databaseUrl,
    clickhouseUrl: stores.clickhouseUrl,
    otlpUrl: sink.url,
    jobs: Number(options.jobs ?? jobs),
    callers: CALLERS,
    concurrency: CONCURRENCY,
  };
  process.stderr.write(`${name}: enqueue and run …\n`);
  const { plimsoll, bare } = await measureThroughput(setting, Number(options.rounds));
  const letters = Number(options.letters);
  process.stderr.write(`${name}: dead letters …\n`);
  const dead = letters > 0 ? await measureDeadLetters(home, letters) : null;
  const reference = { name: "bare BullMQ", value: bare };
  const page = atMost(300);
  const search = dead
    ? [
        figure(`${name}: first page of ${letters} dead letters`, dead.plainMs, "ms", { aim: page }),
        figure(`${name}: … that have a common value`, dead.commonMs, "ms", { aim: page }),
        figure(`${name}: … that have a rare value`, dead.rareMs, "ms", { aim: page }),
        figure(`${name}: … that have an absent value`, dead.absentMs, "ms", { aim: page }),
        figure(`${name}: bulk retry of ${dead.retried}`, dead.retriedPerSecond, "jobs/s", { aim: atLeast(2_000) }),
      ]
    : [];
  return [
    figure(`${name}: enqueue and run`, plimsoll, "jobs/s", { reference }),
    figure(`${name}: share of bare BullMQ`, plimsoll / bare, "", { aim: atLeast(0.8) }),
    ...search,
  ];
}

try {
  await migrateTelemetry({ url: stores.clickhouseUrl, retentionDays: 14, rollupRetentionDays: 90 });
  const figures: Figure[] = [];
  if (options.only !== "redis") {
    const home = { databaseUrl: lettersStore.databaseUrl };
    figures.push(...(await measureBackend("PostgreSQL", { databaseUrl: stores.databaseUrl }, 8_000, home)));
  }
  if (options.only !== "postgresql") {
    if (redis) figures.push(...(await measureBackend("Redis", { redisUrl: redis.url, databaseUrl: "" }, 30_000)));
    else console.error("redis-server is missing: Redis is left out.");
  }
  await publishReport({ name: "jobs", figures }, options.json);
} finally {
  await redis?.stop();
  await sink.stop();
  await lettersStore.stop();
  await stores.stop();
}
