import { type LoadPoint, type LoadRunItem, type LoadRunView, loadScriptSchema } from "@plimsoll/core";

const latency = { meanMs: 14, p50Ms: 12.34, p90Ms: 25, p95Ms: 31, p99Ms: 12_000, p999Ms: 14_000, maxMs: 15_000 };
const point: LoadPoint = {
  second: 11,
  ...latency,
  planned: 100,
  sent: 100,
  answered: 99.5,
  failed: 0.5,
  dropped: 0,
  inFlight: 4,
  cpu: 0.2,
  lagMs: 1,
  outcomes: { 200: 99.5 },
};
const counts = {
  planned: 1200,
  sent: 1200,
  answered: 1194,
  failed: 6,
  dropped: 0,
  rate: 59.7,
  bytesIn: 1,
  bytesOut: 1,
};
const script = loadScriptSchema.parse({
  load: { mode: "open", stages: [{ durationMs: 20_000, rate: 100 }] },
  scenarios: [{ name: "all", steps: [{ type: "request", name: "home", url: "http://shop.example/" }] }],
});
const item: LoadRunItem = {
  id: "ldr_1",
  testId: null,
  name: "checkout",
  mode: "open",
  state: "running",
  service: null,
  build: null,
  startedBy: "command line",
  createdAt: "2027-01-01T00:00:00.000Z",
  startedAt: "2027-01-01T00:00:01.000Z",
  finishedAt: null,
  progress: 0.6,
  verdict: null,
  figures: { ...latency, ...counts },
  errorShare: 0.005,
  generatorBound: false,
  loadLine: null,
};

/** A run after 12 of 20 seconds, for tests of output. */
export function fakeView(changes: Partial<LoadRunView> = {}, run: Partial<LoadRunItem> = {}): LoadRunView {
  const none = { value: null, brokenAtSecond: null, abort: false };
  return {
    run: { ...item, ...run },
    script,
    shares: [],
    lostShare: 0,
    elapsedMs: 12_000,
    totalMs: 20_000,
    thresholds: [
      { ...none, text: "p95 < 250ms", ok: true, value: 31 },
      { ...none, text: "errors < 0.1%", ok: false, value: 0.005, brokenAtSecond: 7 },
      { ...none, text: "buy: p99 < 1s", ok: null },
    ],
    notes: ["Worker process 2 of 3 was lost."],
    stepSeconds: 1,
    series: [point],
    heatmap: { boundsMs: [], columns: [], stepSeconds: 1 },
    steps: [{ name: "home", kind: "request", ...latency, ...counts, errorShare: 0.005, checks: [] }],
    statuses: [],
    errors: [
      { kind: "timeout", count: 5 },
      { kind: "status", count: 1 },
    ],
    capacity: null,
    slowest: [],
    ...changes,
  };
}
