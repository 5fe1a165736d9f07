import type { LoadFigures, LoadPoint, LoadRunItem } from "@plimsoll/core";
import { loadScriptSchema } from "@plimsoll/core";
import { expect, it } from "vitest";
import { runFigures } from "./run-figures.ts";

const latency = { meanMs: 6, p50Ms: 5, p90Ms: 8, p95Ms: 9, p99Ms: 20, p999Ms: 30, maxMs: 40 };
const point: LoadPoint = {
  second: 0,
  planned: 100,
  sent: 90,
  answered: 80,
  failed: 8,
  dropped: 10,
  inFlight: 4,
  cpu: 0.4,
  lagMs: 1,
  outcomes: {},
  ...latency,
};
const whole: LoadFigures = {
  ...latency,
  p95Ms: 12,
  planned: 400,
  sent: 380,
  answered: 360,
  failed: 9,
  dropped: 20,
  rate: 90,
  bytesIn: 1,
  bytesOut: 1,
};
const run: LoadRunItem = {
  id: "run_1",
  testId: null,
  name: "t",
  mode: "open",
  state: "running",
  service: null,
  build: null,
  startedBy: "ana",
  createdAt: "2026-11-22T02:00:00Z",
  startedAt: null,
  finishedAt: null,
  progress: null,
  verdict: null,
  figures: whole,
  errorShare: 0.025,
  generatorBound: false,
  loadLine: null,
};
const request = { type: "request", url: "http://shop/" };
const script = (load: unknown) => loadScriptSchema.parse({ load, scenarios: [{ name: "s", steps: [request] }] });
const open = script({ mode: "open", stages: [{ durationMs: 4000, rate: 100 }] });
const series = [0, 1, 2, 3].map((second) => ({ ...point, second }));
const view = { run, series, stepSeconds: 1, totalMs: 4000, script: open };

it("shows this moment while it runs, with what was counted so far", () => {
  expect(runFigures(view)).toMatchObject({
    isNow: true,
    rate: 80,
    plannedRate: 100,
    p95Ms: 9,
    errorShare: 0.025,
    failed: 9,
    dropped: 20,
  });
});

it("shows the whole run afterwards", () => {
  const over = { ...view, run: { ...run, state: "passed" as const } };
  expect(runFigures(over)).toMatchObject({ isNow: false, rate: 90, plannedRate: 100, p95Ms: 12, planned: 400 });
});

it("counts by itself while nobody else has, and plans no rate for users", () => {
  const closed = script({ mode: "closed", stages: [{ durationMs: 4000, users: 5 }] });
  const bare = { ...view, run: { ...run, figures: null, errorShare: null }, script: closed };
  expect(runFigures(bare)).toMatchObject({ plannedRate: null, failed: 32, dropped: 40, errorShare: 0.1 });
  expect(runFigures({ ...bare, series: [] }).errorShare).toBeNull();
});
