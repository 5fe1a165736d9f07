// How fast the questions of the console are answered over many stored spans.
//   npm run bench -- query [--spans N] [--compare] [--json FILE]
// --compare measures 1M spans first and then N, and shows how much the cost grows with the store.
import { parseArgs } from "node:util";
import { createClient } from "@clickhouse/client";
import { startTestStores } from "@plimsoll/embedded";
import {
  createTelemetryClient,
  getService,
  getServiceRed,
  getTraceOutline,
  getTraceSpans,
  listServices,
  migrateTelemetry,
  ping,
  searchTraces,
  serviceMap,
  traceFacets,
  traceHistogram,
  type TelemetryClient,
} from "@plimsoll/telemetry";
import { generateSpansSql, ORDER_ID_SQL, PROJECT, RANGE_MS, SPANS_PER_TRACE, TRACE_ID_SQL } from "./generate-spans.ts";
import { atMost, type Aim, type Figure, figure, publishReport } from "./report.ts";

const RUNS = 50;
const STEP = 500_000;

interface Question {
  name: string;
  aim?: Aim;
  /** Asks once, with parameters that differ from run to run. */
  ask(run: number): Promise<unknown>;
}
interface Timing {
  median: number;
  p95: number;
}
interface Store {
  url: string;
  client: TelemetryClient;
  endMs: number;
  spans: number;
}

interface Range {
  projectId: string;
  from: string;
  to: string;
}

function percentile(sorted: readonly number[], ratio: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * ratio))] ?? Number.NaN;
}

async function time(question: Question): Promise<Timing> {
  for (let run = 0; run < 3; run++) await question.ask(run + RUNS);
  const durations: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    await question.ask(run);
    durations.push(performance.now() - start);
  }
  durations.sort((a, b) => a - b);
  return { median: percentile(durations, 0.5), p95: percentile(durations, 0.95) };
}

async function command(url: string, query: string): Promise<void> {
  const client = createClient({ url, request_timeout: 600_000, log: { level: 127 } });
  try {
    await client.command({ query });
  } finally {
    await client.close();
  }
}

async function scalar(url: string, query: string): Promise<string> {
  const client = createClient({ url, request_timeout: 600_000, log: { level: 127 } });
  try {
    return (await (await client.query({ query, format: "TabSeparatedRaw" })).text()).trim();
  } finally {
    await client.close();
  }
}

async function fill(url: string, spans: number, endMs: number): Promise<void> {
  const start = performance.now();
  for (let first = 0; first < spans; first += STEP) {
    const count = Math.min(STEP, spans - first);
    await command(url, generateSpansSql({ first, count, total: spans, endMs }));
    process.stdout.write(`\r${((first + count) / 1e6).toFixed(1)}M of ${(spans / 1e6).toFixed(1)}M spans stored`);
  }
  process.stdout.write(` in ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
  // Merges in the background would be measured too: wait until the big ones are done.
  await command(url, "OPTIMIZE TABLE plimsoll.spans");
}

/** Trace ids and order ids that exist, spread over the range. */
async function readExamples(store: Store): Promise<{ traceIds: string[]; orders: string[] }> {
  const traces = Math.floor(store.spans / SPANS_PER_TRACE);
  const rows = await scalar(
    store.url,
    `SELECT lower(${TRACE_ID_SQL}), ${ORDER_ID_SQL} FROM (SELECT intDiv(number * ${traces}, ${RUNS + 3}) AS trace FROM numbers(${RUNS + 3}))`,
  );
  const pairs = rows.split("\n").map((line) => line.split("\t"));
  return { traceIds: pairs.map((pair) => pair[0] ?? ""), orders: pairs.map((pair) => pair[1] ?? "") };
}

async function questionsOf(store: Store): Promise<Question[]> {
  const examples = await readExamples(store);
  const range = {
    projectId: PROJECT,
    from: new Date(store.endMs - RANGE_MS).toISOString(),
    to: new Date(store.endMs).toISOString(),
  };
  return [
    ...traceQuestions(store.client, examples.traceIds),
    ...searchQuestions(store.client, range, examples.orders),
    ...serviceQuestions(store.client, range),
  ];
}

const serviceOf = (run: number) => `service-${run % 20}`;

function traceQuestions(client: TelemetryClient, traceIds: readonly string[]): Question[] {
  const traceOf = (run: number) => ({ projectId: PROJECT, traceId: traceIds[run] ?? "", maxSpans: 10_000 });
  return [
    { name: "trace by id", aim: atMost(30), ask: (run) => getTraceSpans(client, traceOf(run)) },
    { name: "trace outline by id", aim: atMost(30), ask: (run) => getTraceOutline(client, traceOf(run)) },
  ];
}

function searchQuestions(client: TelemetryClient, range: Range, orders: readonly string[]): Question[] {
  const search = (filter: Parameters<typeof searchTraces>[1]["filter"]) =>
    searchTraces(client, { ...range, filter, limit: 100 });
  return [
    { name: "latest 100", aim: atMost(60), ask: () => search({}) },
    {
      name: "service + duration",
      aim: atMost(80),
      ask: (run) => search({ service: serviceOf(run), minDurationMs: 60 + run }),
    },
    {
      name: "attribute equality (rare value)",
      aim: atMost(100),
      ask: (run) => search({ attributes: [{ key: "order.id", op: "=", value: orders[run] ?? "" }] }),
    },
    {
      name: "attribute equality (value of 1 % of spans)",
      aim: atMost(100),
      ask: (run) =>
        search({ service: serviceOf(run), attributes: [{ key: "http.response.status_code", op: "=", value: 500 }] }),
    },
    {
      name: "attribute equality (value of 20 traces at 1M traces)",
      aim: atMost(100),
      ask: (run) => search({ attributes: [{ key: "user.id", op: "=", value: `user-${run}` }] }),
    },
    {
      name: "attribute equality (absent value)",
      aim: atMost(100),
      ask: (run) => search({ attributes: [{ key: "user.id", op: "=", value: `nobody-${run}` }] }),
    },
  ];
}

function serviceQuestions(client: TelemetryClient, range: Range): Question[] {
  const of = (run: number) => ({ ...range, service: serviceOf(run) });
  const within = (run: number) => ({ ...range, filter: { service: serviceOf(run) } });
  return [
    { name: "service overview 24 h", aim: atMost(60), ask: (run) => getServiceRed(client, of(run)) },
    { name: "services list 24 h", aim: atMost(60), ask: () => listServices(client, range) },
    { name: "service page 24 h, all parts", ask: (run) => getService(client, of(run)) },
    { name: "service map 24 h", ask: () => serviceMap(client, { ...range, limit: 200 }) },
    {
      name: "histogram of a service, 24 h",
      ask: (run) => traceHistogram(client, { ...within(run), buckets: 120 }),
    },
    { name: "facets of a service, 24 h", ask: (run) => traceFacets(client, within(run)) },
  ];
}

async function measure(spans: number, only?: string): Promise<{ timings: Map<string, Timing>; figures: Figure[] }> {
  const stores = await startTestStores({ clickhouse: true });
  const bench = { url: stores.clickhouseUrl, stop: () => stores.stop() };
  const endMs = Math.floor(Date.now() / 60_000) * 60_000;
  await migrateTelemetry({ url: bench.url, retentionDays: 14, rollupRetentionDays: 90 });
  const client = createTelemetryClient({ url: bench.url, queryTimeoutMs: 60_000, maxMemoryBytes: 1_000_000_000 });
  try {
    await fill(bench.url, spans, endMs);
    const store = { url: bench.url, client, endMs, spans };
    const timings = new Map<string, Timing>();
    const figures: Figure[] = [];
    const roundTrip = await time({ name: "SELECT 1", ask: () => ping(client) });
    const reference = { name: "SELECT version() round trip", value: roundTrip.median };
    for (const question of await questionsOf(store)) {
      if (only && !question.name.includes(only)) continue;
      const timing = await time(question);
      timings.set(question.name, timing);
      figures.push(figure(`${question.name}, median`, timing.median, "ms", { reference, aim: question.aim }));
      figures.push(figure(`${question.name}, p95`, timing.p95, "ms", { reference, aim: question.aim }));
    }
    const scan = await time({
      name: "scan",
      ask: () =>
        scalar(bench.url, `SELECT countIf(attr_str['order.id'] = 'none') FROM plimsoll.spans SETTINGS max_threads = 2`),
    });
    figures.push(figure("for comparison: attribute equality by a full scan, median", scan.median, "ms"));
    figures.push(...(await sizes(bench.url)));
    return { timings, figures };
  } finally {
    await client.close();
    await bench.stop();
  }
}

async function sizes(url: string): Promise<Figure[]> {
  const row = await scalar(
    url,
    `SELECT sum(bytes_on_disk) / sum(rows), count(),
  (SELECT sum(data_compressed_bytes) FROM system.data_skipping_indices WHERE database = 'plimsoll' AND table = 'spans' AND name = 'attribute_index') / sum(rows),
  (SELECT sum(bytes_on_disk) FROM system.parts WHERE database = 'plimsoll' AND active AND table != 'spans') / sum(rows)
FROM system.parts WHERE database = 'plimsoll' AND table = 'spans' AND active`,
  );
  const [whole = Number.NaN, parts = Number.NaN, index = Number.NaN, others = Number.NaN] = row.split("\t").map(Number);
  return [
    figure("bytes a span on disk, with attribute search", whole, "B", { aim: atMost(60) }),
    figure("bytes a span on disk, without attribute search", whole - index, "B", { aim: atMost(45) }),
    figure("bytes a span of roll-ups and trace index", others, "B"),
    figure("parts of the table", parts, ""),
  ];
}

const { values } = parseArgs({
  options: {
    spans: { type: "string", default: "10000000" },
    compare: { type: "boolean", default: false },
    only: { type: "string" },
    json: { type: "string" },
  },
});
const spans = Number(values.spans.replaceAll("_", ""));
if (!Number.isInteger(spans) || spans < 1000) throw new Error("--spans must be a whole number of at least 1000.");
const small = values.compare ? await measure(1_000_000, values.only) : null;
const { timings, figures } = await measure(spans, values.only);
for (const [name, timing] of small?.timings ?? []) {
  const large = timings.get(name);
  if (!large) continue;
  const reference = { name: "median at 1M spans", value: timing.median };
  figures.push(
    figure(`${name}, growth from 1M to ${spans / 1e6}M`, large.median, "ms", {
      reference,
      aim: atMost(2 * Number(timing.median.toFixed(1))),
    }),
  );
}
await publishReport({ name: `query, ${spans.toLocaleString("en-US")} spans`, figures }, values.json);
