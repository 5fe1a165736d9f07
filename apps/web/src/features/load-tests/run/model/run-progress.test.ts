import type { LoadShareView } from "@plimsoll/core";
import { expect, it } from "vitest";
import { progressOf, runWindow } from "./run-progress.ts";

const share = (state: LoadShareView["state"]): LoadShareView => ({
  index: 0,
  state,
  worker: null,
  lastSecond: null,
  error: null,
});
const view = {
  run: { state: "running" as const, startedAt: "2026-11-22T02:00:00Z" },
  script: { baseline: { rate: 5 } },
  shares: [share("running")],
  elapsedMs: 12_000,
  totalMs: 60_000 as number | null,
};

it("says how far a run is and how long is left, between messages too", () => {
  expect(progressOf(view, 400)).toEqual({ share: 12_400 / 60_000, words: "12 s of 1 min, 48 s left" });
  expect(progressOf({ ...view, elapsedMs: 60_300 }, 0).words).toBe("1 min of 1 min, waits for the last answers");
  expect(progressOf({ ...view, elapsedMs: -3_000 }, 0)).toEqual({ share: 0, words: "begins to count in 3 s" });
  expect(progressOf({ ...view, totalMs: null }, 0)).toEqual({ share: null, words: "12 s so far" });
});

it("says what it waits for before it sends", () => {
  const queued = { ...view, run: { state: "queued" as const, startedAt: null } };
  expect(progressOf(queued, 0).words).toContain("waits for a worker");
  const starting = { ...view, run: { state: "starting" as const, startedAt: null } };
  expect(progressOf({ ...starting, shares: [share("ready"), share("waiting")] }, 0).words).toBe("1 of 2 workers ready");
});

it("says how long it took, and when it ended early", () => {
  const over = { ...view, run: { ...view.run, state: "passed" as const } };
  expect(progressOf({ ...over, elapsedMs: 60_100 }, 0).words).toBe("took 1 min");
  expect(progressOf({ ...over, run: { ...view.run, state: "aborted" as const } }, 0).words).toBe(
    "ended after 12 s of 1 min",
  );
  expect(progressOf({ ...over, elapsedMs: 0 }, 0).words).toBe("did not begin");
});

it("gives charts the planned time of a run, or room to grow", () => {
  const run = { startedAt: "2026-11-22T02:00:00Z", createdAt: "2026-11-22T01:59:00Z", finishedAt: null };
  const fromMs = Date.parse(run.startedAt);
  const timed = { run, series: [], stepSeconds: 1, elapsedMs: 12_000, totalMs: 60_000 as number | null };
  expect(runWindow(timed)).toEqual({ fromMs, toMs: fromMs + 60_000 });
  expect(runWindow({ ...timed, totalMs: null })).toEqual({ fromMs, toMs: fromMs + 30_000 });
  const ended = { ...run, finishedAt: "2026-11-22T02:00:14Z" };
  expect(runWindow({ ...timed, run: ended })).toEqual({ fromMs, toMs: fromMs + 12_000 });
});
