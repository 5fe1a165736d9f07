import { loadConfig, type LoadRunView, loadScriptSchema } from "@plimsoll/core";
import { createDatabase, type Database, migrateDatabase, type Prisma } from "@plimsoll/db";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { LatencyHistogram, type LoadInterval, runTracePrefix } from "@plimsoll/load-engine";
import {
  createLoadIntervalWriter,
  createTelemetryClient,
  type LoadIntervalWriter,
  migrateTelemetry,
  type TelemetryClient,
} from "@plimsoll/telemetry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Platform } from "../platform.ts";
import { compareLoadRuns } from "./compare-load-runs.ts";
import { getLoadRunView } from "./get-load-run-view.ts";
import { listLoadLines, loadLineOf } from "./load-lines.ts";
import { loadTimeSpent } from "./load-time-spent.ts";
import { LocalRun } from "./local-run.ts";
import { toIntervalRows } from "./to-interval-rows.ts";
import { watchLoadRun } from "./watch-load-run.ts";

let stores: TestStores;
let db: Database;
let telemetry: TelemetryClient;
let writer: LoadIntervalWriter;
let platform: Platform;
const caller = { projectId: "one", actor: "Ada" };

beforeAll(async () => {
  stores = await startTestStores();
  await Promise.all([
    migrateDatabase(stores.databaseUrl),
    migrateTelemetry({ url: stores.clickhouseUrl, retentionDays: 14, rollupRetentionDays: 90 }),
  ]);
  db = createDatabase(stores.databaseUrl);
  telemetry = createTelemetryClient({ url: stores.clickhouseUrl, queryTimeoutMs: 20_000, maxMemoryBytes: 500_000_000 });
  writer = createLoadIntervalWriter({ url: stores.clickhouseUrl });
  await db.project.createMany({ data: ["one", "two"].map((id) => ({ id, name: id })) });
  platform = { db, telemetry, config: loadConfig({}) } as unknown as Platform;
});
afterAll(async () => {
  await writer?.close();
  await telemetry?.close();
  await db?.$disconnect();
  await stores?.stop();
});

/** Runs a statement in the telemetry store. */
async function command(sql: string): Promise<void> {
  const { origin, username, password } = new URL(stores.clickhouseUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const answer = await fetch(origin, { method: "POST", headers: { authorization }, body: sql });
  expect(await answer.text()).toBe("");
}

const SECONDS = 20;
const script = {
  load: { mode: "open", stages: [{ durationMs: SECONDS * 1000, rate: 100 }] },
  scenarios: [
    {
      name: "all",
      steps: [
        { type: "request", name: "a", url: "http://shop.example/a" },
        { type: "request", name: "b", url: "http://shop.example/b" },
      ],
    },
  ],
  thresholds: ["p95 < 250ms", "b: errors < 90%"],
};
const startsAt = Math.floor(Date.now() / 1000 - 600) * 1000;

async function addRun(id: string, changes: Partial<Prisma.LoadRunUncheckedCreateInput> = {}, shares = 1) {
  await db.loadRun.create({
    data: {
      id,
      projectId: "one",
      name: "shop",
      mode: "open",
      state: "running",
      startedBy: "Ada",
      script,
      startsAt: new Date(startsAt),
      ...changes,
    },
  });
  const rows = Array.from({ length: shares }, (_, index) => ({
    runId: id,
    index,
    state: "done",
    lastSecond: SECONDS - 1,
  }));
  await db.loadRunShare.createMany({ data: rows });
}

/** One second of a share: latencies of the steps a and b. */
function interval(second: number, latenciesUs: { a: number[]; b: number[] }): LoadInterval {
  const step = (name: string, latencies: number[]) => {
    const histogram = new LatencyHistogram();
    for (const latency of latencies) histogram.record(latency);
    const count = latencies.length;
    return {
      step: name,
      kind: "request" as const,
      planned: count,
      sent: count,
      answered: count,
      failed: 0,
      dropped: 0,
      bytesIn: 10 * count,
      bytesOut: count,
      histogram: histogram.toSparse(),
      statuses: { 200: count },
      errors: {},
      checks: [{ name: "status", passed: count, failed: 0 }],
    };
  };
  const iterations = { ...step("", []), planned: latenciesUs.a.length + 1, dropped: 1, kind: "group" as const };
  const traceId = second.toString(16).padStart(32, "c");
  const at = new Date(startsAt + second * 1000).toISOString();
  return {
    second,
    steps: [iterations, step("a", latenciesUs.a), step("b", latenciesUs.b)],
    slowest: [{ traceId, step: "b", latencyMs: 100 + second, status: 200, error: null, at }],
    health: { cpu: 0.5, lagMs: 2, inFlight: 3 },
  };
}

const latencies = (seed: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    Math.round(Math.exp(5 + 8 * ((Math.sin(seed * 7919 + index * 104_729) + 1) / 2))),
  );

const viewOf = (runId: string) => getLoadRunView(platform, caller, runId);

describe("the view of a run", () => {
  it("has exactly the percentiles of one histogram, whatever the shares", async () => {
    await addRun("four", {}, 4);
    const all = { "": new LatencyHistogram(), a: new LatencyHistogram(), b: new LatencyHistogram() };
    for (let share = 0; share < 4; share += 1) {
      for (let second = 0; second < SECONDS; second += 1) {
        const given = { a: latencies(share * 100 + second, 25), b: latencies(share * 77 + second + 5000, 25 + share) };
        for (const [name, list] of Object.entries(given)) {
          for (const latency of list) {
            all[""].record(latency);
            all[name as "a" | "b"].record(latency);
          }
        }
        const rows = toIntervalRows({ projectId: "one", runId: "four", share, startsAt }, interval(second, given));
        await writer.write(rows);
        if (second === 3) await writer.write(rows);
      }
    }
    const view = await viewOf("four");
    const exactly = (histogram: LatencyHistogram) => ({
      meanMs: histogram.sumUs / histogram.count / 1000,
      p50Ms: histogram.quantileUs(0.5) / 1000,
      p90Ms: histogram.quantileUs(0.9) / 1000,
      p95Ms: histogram.quantileUs(0.95) / 1000,
      p99Ms: histogram.quantileUs(0.99) / 1000,
      p999Ms: histogram.quantileUs(0.999) / 1000,
      maxMs: histogram.maxUs / 1000,
    });
    const answered = all[""].count;
    expect(view.run.figures).toMatchObject({ ...exactly(all[""]), answered, sent: answered, rate: answered / SECONDS });
    // 26 iterations of two requests a second and share were planned, of which one was dropped.
    expect(view.run.figures).toMatchObject({ planned: 4 * SECONDS * 26 * 2, dropped: 4 * SECONDS * 2 });
    expect(view.steps).toMatchObject([
      { name: "a", ...exactly(all.a), answered: all.a.count, checks: [{ name: "status", passed: all.a.count }] },
      { name: "b", ...exactly(all.b), answered: all.b.count },
    ]);
    expect(view.statuses).toEqual([{ status: 200, count: answered }]);
    expect(view.thresholds).toMatchObject([{ text: "p95 < 250ms" }, { ok: true, value: 0 }]);
    expect(view.series).toHaveLength(SECONDS);
    expect(view.series[7]).toMatchObject({ second: 7, answered: 4 * 50 + 6, inFlight: 12, cpu: 0.5, lagMs: 2 });
    expect(view.series[7]?.outcomes).toEqual({ 200: 206 });
    const inHeatmap = view.heatmap.columns.flatMap((column) => column.counts).reduce((sum, count) => sum + count, 0);
    expect(inHeatmap).toBe(answered);
    expect(view.slowest).toHaveLength(20);
    expect(view.slowest[0]).toMatchObject({ step: "b", latencyMs: 100 + SECONDS - 1, traceArrived: false });
    expect(view).toMatchObject({ stepSeconds: 1, totalMs: SECONDS * 1000, elapsedMs: SECONDS * 1000, lostShare: 0 });
  });

  it("is that of a run that one process sums up itself", async () => {
    await addRun("local");
    const about = { id: "local", name: "shop", build: null, service: null, script: loadScriptSchema.parse(script) };
    const local = new LocalRun(about, startsAt);
    for (let second = 0; second < SECONDS; second += 1) {
      const given = interval(second, { a: latencies(second, 30), b: latencies(second + 9, 20) });
      local.add(given);
      await writer.write(toIntervalRows({ projectId: "one", runId: "local", share: 0, startsAt }, given));
    }
    const [stored, own] = [await viewOf("local"), local.view()];
    const parts = ({ steps, series, heatmap, thresholds, statuses, notes, stepSeconds, run }: LoadRunView) => ({
      steps,
      series,
      heatmap,
      thresholds,
      statuses,
      notes,
      stepSeconds,
      figures: run.figures,
    });
    expect(parts(own)).toEqual(parts(stored));
    const report = { seconds: SECONDS, maxLagMs: 2, generatorBound: false, notes: [], stopped: null };
    expect(local.end({ report, isCancelled: false, error: null }).run).toMatchObject({
      state: "failed",
      figures: stored.run.figures,
    });
  });

  it("ends where the slowest live share has got to, and says what was lost", async () => {
    await addRun("live", { startsAt: new Date(Date.now() - 10_000) }, 3);
    const set = (index: number, data: object) =>
      db.loadRunShare.update({ where: { runId_index: { runId: "live", index } }, data });
    await set(0, { state: "running", lastSecond: 6 });
    await set(1, { state: "running", lastSecond: 5 });
    await set(2, { state: "lost", lastSecond: 4, error: "Its worker process vanished." });
    for (const [share, last] of [
      [0, 6],
      [1, 5],
      [2, 4],
    ] as const) {
      for (let second = 0; second <= last; second += 1) {
        const given = interval(second, { a: [1000], b: [2000] });
        await writer.write(toIntervalRows({ projectId: "one", runId: "live", share, startsAt }, given));
      }
    }
    const view = await viewOf("live");
    expect(view.series.map((point) => [point.second, point.answered])).toEqual([
      ...[0, 1, 2, 3, 4].map((second) => [second, 6]),
      [5, 4],
    ]);
    expect(view.lostShare).toBeCloseTo(1 / 6, 1);
    expect(view.notes[0]).toContain("Worker process 3 of 3 was lost after second 4");
    expect(view.shares.map(({ state, lastSecond }) => [state, lastSecond])).toEqual([
      ["running", null],
      ["running", null],
      ["lost", 4],
    ]);
  });

  it("of a run that has not begun, has nothing, and is the project's own", async () => {
    await addRun("waiting", { state: "queued", startsAt: null });
    expect(await viewOf("waiting")).toMatchObject({
      elapsedMs: 0,
      series: [],
      steps: [],
      heatmap: { columns: [] },
      run: { figures: null },
    });
    await expect(getLoadRunView(platform, { projectId: "two" }, "waiting")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(viewOf("nowhere")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is followed until the run is over", async () => {
    await addRun("watched");
    const seen: string[] = [];
    for await (const view of watchLoadRun(platform, caller, "watched", new AbortController().signal)) {
      seen.push(view.run.state);
      const data = { state: "passed", verdict: "It went well.", finishedAt: new Date() };
      await db.loadRun.update({ where: { id: "watched" }, data });
    }
    expect(seen).toEqual(["running", "passed"]);
  });
});

describe("two runs", () => {
  it("are compared by what was stored of them, within their planned time", async () => {
    const write = async (runId: string, factor: number) => {
      await addRun(runId, { state: "passed", finishedAt: new Date(startsAt + SECONDS * 1000 + 3_000) });
      const rows = Array.from({ length: SECONDS + 2 }, (_, second) => {
        const steady = Array.from({ length: 50 }, (_each, at) => factor * (1000 + 10 * at + second));
        return toIntervalRows(
          { projectId: "one", runId, share: 0, startsAt },
          interval(second, { a: steady, b: steady }),
        );
      });
      await writer.write(rows.flat());
    };
    await write("before", 1);
    await write("after", 2);
    const { rows, run, base } = await compareLoadRuns(platform, caller, { runId: "after", baseRunId: "before" });
    expect([run.id, base.id]).toEqual(["after", "before"]);
    expect([...new Set(rows.map((row) => row.step))]).toEqual(["", "a", "b"]);
    expect(rows.find((row) => row.step === "a" && row.metric === "p95Ms")).toMatchObject({ verdict: "worse" });
    expect(rows.find((row) => row.step === "a" && row.metric === "rate")).toMatchObject({ base: 50, verdict: "same" });
    const missing = compareLoadRuns(platform, { projectId: "two" }, { runId: "after", baseRunId: "before" });
    await expect(missing).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("where the time of a run went", () => {
  /** Requests of 20 ms with a query within, which takes `queryMs`. */
  const insertTraces = (prefix: string, at: number, requests: number, queryMs: number) =>
    command(`INSERT INTO plimsoll.spans (project_id, received_at, ts, duration_ns, trace_id, span_id, parent_span_id, service, name, kind, attr_str)
SELECT 'one', now('UTC'), fromUnixTimestamp64Milli(toInt64(${at} + intDiv(number, 2) * 100 + if(number % 2 = 0, 0, 5))),
  toInt64(if(number % 2 = 0, 20 + ${queryMs}, ${queryMs})) * 1000000, unhex(concat('${prefix}', leftPad(hex(intDiv(number, 2)), 16, '0'))),
  unhex(leftPad(hex(number + 1), 16, '0')), unhex(leftPad(if(number % 2 = 0, 'ffffff', hex(number)), 16, '0')), 'shop-api',
  if(number % 2 = 0, 'GET /reviews', 'pg.query:SELECT shop'), if(number % 2 = 0, 2, 3),
  if(number % 2 = 0, map(), map('db.system.name', 'postgresql', 'db.query.text', concat('SELECT words FROM reviews WHERE id = ', toString(number))))
FROM numbers(${2 * requests})`);

  it("names the operation that became slow, against the run's own baseline", async () => {
    await addRun("slow", { state: "passed", finishedAt: new Date(startsAt + SECONDS * 1000) });
    await insertTraces(runTracePrefix("slow", "baseline"), startsAt - 4_000, 20, 2);
    await insertTraces(runTracePrefix("slow"), startsAt, 200, 180);
    const spent = await loadTimeSpent(platform, caller, "slow");
    expect(spent).toMatchObject({ runTraces: 200, baselineTraces: 20, baselineFrom: "before the run" });
    expect(spent.finding).toBe(
      "`SELECT reviews` in shop-api took 178 ms more per request than in the baseline: 100 % of what was added.",
    );
    expect(spent.rows[0]).toMatchObject({ service: "shop-api", operation: "SELECT reviews", callsPerRequest: 1 });
    expect(spent.rows[0]?.exampleTraceId).toMatch(new RegExp(`^${runTracePrefix("slow")}`));
  });

  it("compares with live traffic where there was no baseline, and with nothing where there is none", async () => {
    const quiet = startsAt - 3_600_000;
    await addRun("alone", { startsAt: new Date(quiet), finishedAt: new Date(quiet + 20_000) });
    await insertTraces(runTracePrefix("alone"), quiet, 50, 80);
    expect(await loadTimeSpent(platform, caller, "alone")).toMatchObject({ runTraces: 50, baselineFrom: "none" });
    await insertTraces("0123456789abcdef", quiet - 60_000, 30, 8);
    const spent = await loadTimeSpent(platform, caller, "alone");
    expect(spent).toMatchObject({ runTraces: 50, baselineTraces: 30, baselineFrom: "live traffic" });
    expect(spent.finding).toContain(
      "`SELECT reviews` in shop-api took 72 ms more per request than in the live traffic",
    );
  });

  it("is nothing before the run has begun", async () => {
    await addRun("early", { state: "queued", startsAt: null });
    expect(await loadTimeSpent(platform, caller, "early")).toMatchObject({ rows: [], finding: null });
  });
});

describe("load lines", () => {
  it("are those of the service, newest first, with what live traffic leaves of them", async () => {
    for (const [at, rate] of [
      [1, 100],
      [2, 200],
    ] as const) {
      await addRun(`line${at}`, { state: "passed" });
      await db.loadLine.create({
        data: {
          id: `l${at}`,
          projectId: "one",
          runId: `line${at}`,
          service: "shop",
          origin: "http://shop.example",
          rate,
          low: rate - 5,
          high: rate + 5,
          objectives: ["p95 < 250ms"],
          measuredAt: new Date(at * 1e12),
        },
      });
    }
    expect(await loadLineOf(platform, caller, "shop")).toMatchObject({
      current: { rate: 200 },
      history: [{ rate: 200 }, { rate: 100 }],
      liveRate: null,
      headroom: null,
    });
    const minute = Math.floor(Date.now() / 60_000) * 60 - 60;
    await command(`INSERT INTO plimsoll.red_service (project_id, time, service, arrival_day, spans)
VALUES ('one', toDateTime(${minute}), 'shop', today(), 15000), ('one', toDateTime(${minute - 3600}), 'shop', today(), 9)`);
    expect(await loadLineOf(platform, caller, "shop")).toMatchObject({ liveRate: 50, headroom: 0.75 });
    expect(await listLoadLines(platform, caller)).toMatchObject([
      { service: "shop", current: { rate: 200 }, history: [{ rate: 200 }], liveRate: 50, headroom: 0.75 },
    ]);
    expect(await loadLineOf(platform, { projectId: "two" }, "shop")).toMatchObject({ current: null, history: [] });
  });
});
