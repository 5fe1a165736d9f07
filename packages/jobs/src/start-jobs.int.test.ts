import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AttemptRecord, QueueWorker } from "./attempt.ts";
import type { JobHandlers } from "./definitions.ts";
import type { JobStore } from "./job-store.ts";
import { INSTANCE_QUEUE } from "./names.ts";
import { openJobStore } from "./open-job-store.ts";
import { platformJob } from "./platform-job.ts";
import { startJobs } from "./start-jobs.ts";
import { startPostgres, type TestBackend } from "./testing/backends.ts";
import { KEEP } from "./testing/harness.ts";
import { until } from "./testing/until.ts";

describe("Plimsoll's own jobs", () => {
  let backend: TestBackend;
  let store: JobStore;
  let worker: QueueWorker | undefined;
  const records: AttemptRecord[] = [];
  beforeAll(async () => {
    backend = await startPostgres();
    store = openJobStore({ kind: "platform", backend: backend.options, onError: () => undefined });
  });
  afterAll(async () => {
    await worker?.stop(100);
    await store?.close();
    await backend?.stop();
  });

  it("run as their definitions say", async () => {
    let running = 0;
    let most = 0;
    const operations: string[] = [];
    const handlers: JobHandlers = {
      "caches.poll": async () => "",
      "instance.maintain": async (_payload, run) => {
        await run.log(`try ${run.attempt}`);
        await run.progress(0.5);
        if (run.attempt === 1) throw new Error("not yet");
        return "kept";
      },
      "jobs.bulk": async ({ operationId }) => {
        running += 1;
        most = Math.max(most, running);
        await until(() => new Promise((resolve) => setTimeout(resolve, 30, true)));
        running -= 1;
        operations.push(operationId);
        return "done";
      },
      "load.finish": async () => "over",
      "load.share": async () => "sent",
      "load.sweep": async () => "swept",
      "queues.sample": async () => "sampled",
      "scans.run": async () => "scanned",
      "scans.sweep": async () => "swept",
    };
    worker = startJobs({
      backend: backend.options,
      handlers,
      keep: KEEP,
      onAttempt: (record) => records.push(record),
      onStalled: () => undefined,
      onError: () => undefined,
    });
    const ids = ["a", "b", "c", "d", "e"];
    await store.add(
      INSTANCE_QUEUE,
      ids.map((operationId) => platformJob("jobs.bulk", { operationId })),
    );
    const again = await store.add(INSTANCE_QUEUE, [platformJob("jobs.bulk", { operationId: "e" })]);
    expect(again).toMatchObject([{ deduplicated: true }]);
    await until(() => operations.length === 5);
    expect(operations.toSorted()).toEqual(ids);
    // Two at a time, and a third waits without counting an attempt.
    expect(most).toBe(2);
    await until(() => records.length === 5);
    expect(records.every(({ attempt, outcome }) => attempt === 1 && outcome === "completed")).toBe(true);
    expect(await store.queueNames()).toContain(INSTANCE_QUEUE);
  });

  it("end at once when their payload is wrong or nobody handles them", async () => {
    records.length = 0;
    await store.add(INSTANCE_QUEUE, [
      { name: "jobs.bulk", data: { operationId: 7 }, attempts: 5 },
      { name: "no.such", data: {}, attempts: 5 },
      { name: "toString", data: {}, attempts: 5 },
    ]);
    await until(() => records.length === 3);
    expect(records.map(({ outcome, attempt }) => `${outcome} ${attempt}`)).toEqual([
      "failed 1",
      "failed 1",
      "failed 1",
    ]);
    // They run side by side: which ends first is left to chance.
    const errors = records.map(({ error }) => error).join(" ");
    expect(errors).toMatch(/payload of jobs\.bulk is wrong/);
    expect(errors).toMatch(/no handler for the job no\.such/);
  });
});
