import type { LoadShareView } from "@plimsoll/core";
import { expect, it } from "vitest";
import { runBanners } from "./run-notes.ts";

const share = (more: Partial<LoadShareView> = {}): LoadShareView => ({
  index: 0,
  state: "done",
  worker: "w1",
  lastSecond: null,
  error: null,
  ...more,
});
const calm = { run: { generatorBound: false }, lostShare: 0, notes: [] as string[], shares: [share()] };

it("is silent when there is nothing to say, and lists notes otherwise", () => {
  expect(runBanners(calm)).toEqual([]);
  expect(runBanners({ ...calm, notes: ["12 iterations were dropped."] })).toMatchObject([
    { tone: "info", details: ["12 iterations were dropped."] },
  ]);
});

it("says how much was lost with which worker", () => {
  const [banner] = runBanners({
    ...calm,
    lostShare: 0.25,
    shares: [share(), share({ index: 2, state: "lost", lastSecond: 9 })],
  });
  expect(banner?.title).toBe("25 % of the load was lost with a worker process");
  expect(banner?.details).toEqual(["Worker 3 (w1): nothing came from it after second 9"]);
});

it("says that the generator was the limit, with what the system noted about it", () => {
  const bound = { ...calm, run: { generatorBound: true }, notes: ["The busiest thread used 99 % of its core."] };
  expect(runBanners(bound)).toMatchObject([{ tone: "warn", details: bound.notes }]);
  expect(runBanners({ ...calm, run: { generatorBound: true } })[0]?.details).toEqual([]);
});

it("gives the error of a worker that failed", () => {
  const [banner] = runBanners({ ...calm, shares: [share({ state: "failed", error: "out of memory" })] });
  expect(banner).toMatchObject({ tone: "error", details: ["Worker 1: out of memory"] });
});
