import type { LoadModel } from "@plimsoll/core";
import { expect, it } from "vitest";
import { loadThreads } from "./load-threads.ts";

const byLoad = { PLIMSOLL_LOAD_THREADS: 0 };
const open = (rate: number): LoadModel => ({ mode: "open", stages: [{ durationMs: 1, rate }], maxInFlight: 1 });
const closed = (users: number): LoadModel => ({ mode: "closed", stages: [{ durationMs: 1, users }] });

it("are as many as the load is worth, one less than there are cores at most, and one at least", () => {
  expect(loadThreads(byLoad, open(100), 1, 8)).toBe(1);
  expect(loadThreads(byLoad, open(35_000), 1, 8)).toBe(4);
  expect(loadThreads(byLoad, open(35_000), 4, 8)).toBe(1);
  expect(loadThreads(byLoad, open(1_000_000), 1, 8)).toBe(7);
  expect(loadThreads(byLoad, open(1_000_000), 1, 1)).toBe(1);
  expect(loadThreads(byLoad, closed(120), 1, 8)).toBe(3);
  expect(loadThreads({ PLIMSOLL_LOAD_THREADS: 5 }, open(1), 1, 2)).toBe(5);
});
