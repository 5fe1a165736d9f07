import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTelemetryClient, httpCaches, migrateTelemetry, type TelemetryClient } from "./index.ts";
import { insertSpans, spanId, type TestSpan, traceId } from "./testing/insert-spans.ts";

const NOW = Math.floor(Date.now() / 60_000) * 60_000;
const HOUR = 3_600_000;
const range = { projectId: "default", from: new Date(NOW - HOUR).toISOString(), to: new Date(NOW).toISOString() };

const header = (name: string) => `http.response.header.${name}`;
/** As SDKs record headers: a list of values. */
const listed = (value: string) => JSON.stringify({ arrayValue: { values: [{ stringValue: value }] } });

let made = 0;
function call(host: string, headers: Record<string, string>, more: Partial<TestSpan> = {}): TestSpan {
  made += 1;
  const others = Object.fromEntries(Object.entries(headers).map(([name, value]) => [header(name), listed(value)]));
  return {
    traceId: traceId(made),
    spanId: spanId(made),
    ts: BigInt(NOW - HOUR / 2) * 1_000_000n,
    kind: 3,
    durationMs: 10,
    strings: { "server.address": host },
    others,
    ...more,
  };
}

let stores: TestStores;
let client: TelemetryClient;
beforeAll(async () => {
  stores = await startTestStores({ clickhouse: true });
  await migrateTelemetry({ url: stores.clickhouseUrl, retentionDays: 7, rollupRetentionDays: 90 });
  client = createTelemetryClient({ url: stores.clickhouseUrl, queryTimeoutMs: 20_000, maxMemoryBytes: 500_000_000 });
});
afterAll(async () => {
  await client?.close();
  await stores?.stop();
});

/** What became of one call, by its headers. */
const CASES: [headers: Record<string, string>, outcome: string, deciding: string][] = [
  [{ "cache-status": "ExampleCache; hit; ttl=30" }, "hit", "cache-status"],
  [{ "cache-status": '"Origin Shield"; fwd=uri-miss, Edge; hit' }, "hit", "cache-status"],
  [{ "cache-status": "Edge; fwd=uri-miss; stored" }, "miss", "cache-status"],
  [{ "cache-status": "Edge; fwd=stale; fwd-status=304" }, "stale", "cache-status"],
  [{ "cache-status": "Edge; fwd=bypass" }, "passed", "cache-status"],
  // What it says goes before what an old header beside it says.
  [{ "cache-status": "Edge; fwd=miss", "x-cache": "HIT" }, "miss", "cache-status"],
  [{ "cf-cache-status": "HIT" }, "hit", "cf-cache-status"],
  [{ "cf-cache-status": "REVALIDATED" }, "hit", "cf-cache-status"],
  [{ "cf-cache-status": "EXPIRED" }, "miss", "cf-cache-status"],
  [{ "cf-cache-status": "UPDATING" }, "stale", "cf-cache-status"],
  [{ "cf-cache-status": "DYNAMIC" }, "passed", "cf-cache-status"],
  [{ "x-cache": "Hit from cloudfront" }, "hit", "x-cache"],
  [{ "x-cache": "RefreshHit from cloudfront" }, "hit", "x-cache"],
  [{ "x-cache": "Miss from cloudfront" }, "miss", "x-cache"],
  [{ "x-cache": "MISS, HIT" }, "hit", "x-cache"],
  [{ "x-cache": "TCP_MISS" }, "miss", "x-cache"],
  [{ "x-cache": "TCP_REMOTE_HIT" }, "hit", "x-cache"],
  [{ "x-cache-status": "STALE" }, "stale", "x-cache-status"],
  [{ "x-vercel-cache": "PRERENDER" }, "hit", "x-vercel-cache"],
  [{ age: "17" }, "hit", "age"],
  [{ age: "0" }, "miss", "age"],
  [{ "x-cache": "MISS", age: "17" }, "miss", "x-cache"],
];

it("HTTP caches tell by their headers what they did", async () => {
  const spans = CASES.map(([headers], at) => call(`host-${at}`, headers));
  await insertSpans(stores.clickhouseUrl, spans);
  // An export that was retried counts once.
  await insertSpans(stores.clickhouseUrl, spans.slice(0, 5));
  const { counts, sampledOneIn } = await httpCaches(client, { ...range, stepMs: HOUR / 40 });
  expect(sampledOneIn).toBe(1);
  const found = new Map(counts.map((each) => [each.host, each]));
  for (const [at, [headers, outcome, deciding]] of CASES.entries()) {
    expect(found.get(`host-${at}`), JSON.stringify(headers)).toMatchObject({
      service: "shop",
      outcome,
      headers: [deciding],
      count: 1,
      step: 20,
      durationMs: 10,
      medianAgeSeconds: headers["age"] === undefined ? null : Number(headers["age"]),
    });
  }
  expect(counts).toHaveLength(CASES.length);
});

it("of calls and of own answers, whatever the SDK records, and of nothing else", async () => {
  const mine = { ...range, projectId: "other" };
  const strings = { "url.full": "https://cdn.example.com:8443/a", [header("x-cache")]: "HIT" };
  const spans = [
    call("", {}, { strings, integers: { [header("age")]: "40" } }),
    call("", {}, { strings: { "net.peer.name": "old.example.com", [header("age")]: "9" } }),
    call("", { "x-cache": "MISS" }, { kind: 2, durationMs: 80 }),
    // Not of HTTP's two ends, without a header, before the range, and another project's.
    call("no.example.com", { "x-cache": "HIT" }, { kind: 1 }),
    call("no.example.com", { "content-type": "text/html" }),
    call("no.example.com", { "x-cache": "HIT" }, { ts: BigInt(NOW - 2 * HOUR) * 1_000_000n }),
  ].map((span) => ({ ...span, project: "other" }));
  await insertSpans(stores.clickhouseUrl, spans);
  const { counts } = await httpCaches(client, { ...mine, stepMs: HOUR });
  expect(counts.map(({ host, outcome, medianAgeSeconds }) => [host, outcome, medianAgeSeconds]).sort()).toEqual([
    ["", "miss", null],
    ["cdn.example.com", "hit", 40],
    ["old.example.com", "hit", 9],
  ]);
});
