import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Socket } from "node:net";
import { type LoadScriptInput, loadScriptSchema } from "@plimsoll/core";
import { afterEach, describe, expect, it } from "vitest";
import { listenOnLoopback } from "../testing/exchange-over.ts";
import { totalOf } from "../testing/run-generator.ts";
import type { LoadInterval, LoadOptions } from "./load-types.ts";
import { runTracePrefix } from "./run-trace.ts";
import { startLoad } from "./start-load.ts";

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(answer: (socket: Socket, request: string) => void) {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => answer(socket, chunk.toString("latin1")));
  });
  const port = await listenOnLoopback(server);
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await once(server.close(), "close");
  });
  return `http://127.0.0.1:${port}`;
}

/** Starts a run whose second 0 is when all threads are ready. */
function load(baseUrl: string, input: Omit<Partial<LoadScriptInput>, "baseUrl">, options: Partial<LoadOptions> = {}) {
  const script = loadScriptSchema.parse({
    baseUrl,
    load: { mode: "open", stages: [{ durationMs: 2_000, rate: 50 }] },
    scenarios: [{ name: "main", steps: [{ type: "request", url: "/" }] }],
    tracing: { share: 0 },
    ...input,
  });
  const intervals: LoadInterval[] = [];
  let start: (at: number) => void = () => undefined;
  const startsAt = new Promise<number>((resolve) => {
    start = resolve;
  });
  const handle = startLoad(
    {
      runId: "run-1",
      script,
      share: { index: 0, of: 1 },
      threads: 1,
      startsAt,
      baseline: false,
      access: { origins: [{ origin: baseUrl, allowPrivate: true }], forbidden: [] },
      maxRequests: 1_000_000,
      ...options,
    },
    { onInterval: (interval) => intervals.push(interval) },
  );
  const began = handle.ready.then(() => {
    const at = Date.now() + 50 + (options.baseline ? script.baseline.durationMs : 0);
    start(at);
    return at;
  });
  began.catch(() => undefined);
  const finish = async () => {
    const report = await handle.finished;
    return {
      report,
      tookMs: Date.now() - (await began),
      step: totalOf(intervals, "GET /"),
      all: totalOf(intervals, ""),
    };
  };
  return { handle, intervals, began, finish };
}

describe("a run in threads", () => {
  it("sends exactly what is planned, over several threads, and tells it second by second", async () => {
    const origin = await serve((socket) => socket.write(OK));
    const run = load(origin, { load: { mode: "open", stages: [{ durationMs: 3_000, rate: 333 }] } }, { threads: 4 });
    const { report, step, all } = await run.finish();
    expect(step).toMatchObject({ sent: 999, answered: 999, failed: 0, statuses: { 200: 999 } });
    expect(all).toMatchObject({ planned: 999, sent: 999, dropped: 0 });
    expect(step.histogram.count).toBe(999);
    expect(run.intervals.map(({ second }) => second).slice(0, 3)).toEqual([0, 1, 2]);
    expect(run.intervals.slice(0, 3).map(({ steps }) => steps[0]?.planned)).toEqual([333, 333, 333]);
    expect(report).toMatchObject({ seconds: 3, stopped: null });
  });

  it("shows a stall in all requests that were to be sent meanwhile", async () => {
    let frozenUntil = 0;
    const origin = await serve((socket) => {
      setTimeout(() => socket.write(OK), Math.max(1, frozenUntil - Date.now()));
    });
    const run = load(origin, { load: { mode: "open", stages: [{ durationMs: 5_000, rate: 100 }] } });
    const startsAt = await run.began;
    setTimeout(() => (frozenUntil = Date.now() + 1_000), startsAt + 2_000 - Date.now());
    const { step } = await run.finish();
    expect(step.answered).toBe(500);
    // 100 of 500 waited, from 1,000 ms down to 10: the slowest 1 % took 960 ms and more, the slowest 10 % 510.
    expect(step.histogram.quantileUs(0.5) / 1000).toBeLessThan(20);
    expect(Math.abs(step.histogram.quantileUs(0.9) / 1000 - 510)).toBeLessThan(60);
    expect(Math.abs(step.histogram.quantileUs(0.99) / 1000 - 960)).toBeLessThan(60);
  });

  it("sends the baseline before second 0, and counts it nowhere", async () => {
    const prefixes: string[] = [];
    const origin = await serve((socket, request) => {
      prefixes.push(/traceparent: 00-(.{16})/.exec(request)?.[1] ?? "");
      socket.write(OK);
    });
    const baseline = { durationMs: 1_000, rate: 10 };
    const run = load(origin, { baseline, tracing: { share: 1 } }, { baseline: true });
    const { step } = await run.finish();
    expect(step.sent).toBe(100);
    const [quiet, loud] = [runTracePrefix("run-1", "baseline"), runTracePrefix("run-1")];
    expect(prefixes.filter((prefix) => prefix === quiet)).toHaveLength(10);
    expect(prefixes.filter((prefix) => prefix === loud)).toHaveLength(100);
    expect(run.intervals.flatMap(({ slowest }) => slowest).every(({ traceId }) => traceId.startsWith(loud))).toBe(true);
  });

  it("stops when it is told to", async () => {
    const origin = await serve(() => undefined);
    const run = load(origin, { load: { mode: "open", stages: [{ durationMs: 60_000, rate: 50 }] } });
    await run.began;
    while (run.intervals.length < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    const begun = performance.now();
    await run.handle.stop("enough");
    expect(performance.now() - begun).toBeLessThan(1_000);
    const { report, step } = await run.finish();
    expect(report.stopped).toBe("enough");
    expect(step.sent).toBeGreaterThan(40);
    expect(step.errors).toEqual({ timeout: step.sent });
  });

  it("stops before it has begun", async () => {
    const origin = await serve((socket) => socket.write(OK));
    const run = load(origin, {}, { startsAt: new Promise(() => undefined) });
    await run.handle.ready;
    await run.handle.stop("never mind");
    expect((await run.finish()).report).toMatchObject({ seconds: 0, stopped: "never mind" });
  });

  it("says what is wrong with a script that cannot run", async () => {
    const run = load("http://127.0.0.1:1", {
      scenarios: [{ name: "a", steps: [{ type: "request", url: "/{{nothing}}" }] }],
    });
    await expect(run.handle.ready).rejects.toThrow("nothing");
    await expect(run.handle.finished).rejects.toThrow("nothing");
  });

  it("uses HTTP/2 where the script says so", async () => {
    const { createServer: createHttp2Server } = await import("node:http2");
    const server = createHttp2Server();
    server.on("stream", (stream) => {
      stream.respond({ ":status": 200 });
      stream.end("ok");
    });
    const port = await listenOnLoopback(server);
    closing.push(async () => once(server.close() ?? server, "close"));
    const { step } = await load(`http://127.0.0.1:${port}`, { http: { version: "2" } }).finish();
    expect(step).toMatchObject({ sent: 100, answered: 100, failed: 0 });
  });
});

describe("a target that misbehaves", () => {
  it("by never answering: the run ends on time", async () => {
    const origin = await serve(() => undefined);
    const { step, tookMs, report } = await load(origin, { http: { timeoutMs: 700 } }).finish();
    expect(step).toMatchObject({ sent: 100, answered: 0, errors: { timeout: 100 } });
    expect(tookMs).toBeLessThan(3_700);
    expect(report.generatorBound).toBe(false);
  });

  it("by resetting connections", async () => {
    const origin = await serve((socket) => socket.resetAndDestroy());
    const { step } = await load(origin, {}).finish();
    expect(step).toMatchObject({ sent: 100, answered: 0, errors: { reset: 100 } });
  });

  it("by refusing connections", async () => {
    const { step } = await load("http://127.0.0.1:1", {}).finish();
    expect(step.errors).toEqual({ connect: 100 });
  });

  it("by answers of a gigabyte: they are cut, and memory stays flat", async () => {
    const block = Buffer.alloc(256 * 1024, "x");
    const server = createHttpServer((_request, response) => {
      let left = 1_000_000_000;
      response.writeHead(200, { "content-type": "text/plain" });
      const pour = () => {
        while (left > 0 && !response.destroyed) {
          left -= block.length;
          if (!response.write(block)) return void response.once("drain", pour);
        }
        response.end();
      };
      pour();
    });
    const port = await listenOnLoopback(server);
    closing.push(async () => {
      server.closeAllConnections();
      await once(server.close(), "close");
    });
    const before = process.memoryUsage().rss;
    const steps = [{ type: "request" as const, url: "/", checks: [{ type: "body" as const, contains: "y" }] }];
    const { step, tookMs } = await load(`http://127.0.0.1:${port}`, {
      scenarios: [{ name: "a", steps }],
      http: { maxBodyBytes: 2_000_000 },
      load: { mode: "open", stages: [{ durationMs: 3_000, rate: 20 }] },
    }).finish();
    expect(step.errors).toEqual({ body: 60 });
    expect(tookMs).toBeLessThan(8_500);
    expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000);
  });

  it("by redirecting to where the run may not go", async () => {
    const origin = await serve((socket) => {
      socket.write(
        "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/latest/meta-data\r\ncontent-length: 0\r\n\r\n",
      );
    });
    const { step } = await load(origin, { http: { maxRedirects: 3 } }).finish();
    expect(step).toMatchObject({ sent: 100, answered: 0, errors: { forbidden: 100 } });
  });
});

describe("more than this machine can send", () => {
  it("ends on time, tells what was dropped, and marks the run as bound by the generator", async () => {
    const origin = await serve((socket) => socket.write(OK));
    const run = load(origin, {
      load: { mode: "open", stages: [{ durationMs: 2_000, rate: 2_000_000 }], maxInFlight: 200 },
    });
    const { report, all, tookMs } = await run.finish();
    expect(all.planned).toBe(4_000_000);
    expect(all.sent + all.dropped).toBe(4_000_000);
    expect(all.dropped).toBeGreaterThan(1_000_000);
    expect(report.generatorBound).toBe(true);
    expect(report.notes.join(" ")).toMatch(/generator/);
    expect(tookMs).toBeLessThan(7_500);
  });
});
