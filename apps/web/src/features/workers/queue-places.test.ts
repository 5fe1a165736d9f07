import type { WorkerItem } from "@plimsoll/core";
import { expect, it } from "vitest";
import { loadOf, queuePlaces, runningJobs } from "./queue-places.ts";

const worker = (over: Partial<WorkerItem>): WorkerItem => ({
  id: "wrk_1",
  host: "a",
  pid: 1,
  version: "0.1.0",
  startedAt: "2026-11-01T00:00:00.000Z",
  lastSeenAt: "2026-11-01T00:00:00.000Z",
  status: "running",
  queues: [
    { source: "apps", queue: "emails", concurrency: 10, active: 3 },
    { source: "platform", queue: "emails", concurrency: 1, active: 0 },
  ],
  active: [],
  stalled: 0,
  ...over,
});

it("adds up queues over workers, one of another source apart", () => {
  expect(queuePlaces([worker({}), worker({ id: "wrk_2", pid: 2 })])).toEqual([
    { source: "apps", queue: "emails", active: 6, places: 20, workers: 2 },
    { source: "platform", queue: "emails", active: 0, places: 2, workers: 2 },
  ]);
});

it("counts no places of a worker that stops, and nothing of one that is gone", () => {
  const [emails] = queuePlaces([worker({ status: "stopping" }), worker({ status: "gone" })]);
  expect(emails).toMatchObject({ active: 3, places: 0, workers: 1 });
});

it("lists what runs, with its worker", () => {
  const job = {
    source: "apps",
    queue: "emails",
    id: "j1",
    name: "send",
    attempt: 1,
    startedAt: "2026-11-01T00:00:00Z",
  };
  expect(runningJobs([worker({ active: [job] }), worker({})])).toEqual([{ ...job, worker: "a:1" }]);
  expect(loadOf(worker({}))).toEqual({ active: 3, places: 11 });
});
