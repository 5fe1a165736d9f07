import { FlowProducer, Queue, Worker } from "bullmq";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobStore } from "./job-store.ts";
import { openJobStore } from "./open-job-store.ts";
import { startRedis, type TestBackend } from "./testing/backends.ts";
import { until } from "./testing/until.ts";

// The second looks like a pattern, which it is not.
describe.each(["bull", "shop*"])("a Redis that an app uses itself, prefix %s", (prefix) => {
  let redis: TestBackend;
  let queue: Queue;
  let worker: Worker;
  let connection: { url: string };
  const open = (writable: boolean): JobStore =>
    openJobStore({ kind: "foreign", redisUrl: connection.url, prefix, writable, onError: () => undefined });
  beforeAll(async () => {
    redis = await startRedis();
    connection = { url: redis.options.redisUrl ?? "" };
    queue = new Queue("orders", { connection, prefix });
    const work = async (): Promise<unknown> => {
      throw new Error("Out of stock");
    };
    worker = new Worker("orders", work, { connection, prefix });
    await queue.add("ship", { order: 4711, payload: "in the data" }, { attempts: 2, jobId: "ship-1" });
    await until(async () => (await queue.getFailedCount()) === 1);
    await worker.close();
  });
  afterAll(async () => {
    await queue.close();
    await redis.stop();
  });

  it("is looked into without a trace being left in it", async () => {
    const before = await queue.getBackend().getQueueMeta?.();
    const store = open(false);
    expect(await store.queueNames()).toEqual(["orders"]);
    expect((await store.summary("orders")).counts).toMatchObject({ failed: 1, waiting: 0 });
    const page = await store.list("orders", { state: "failed", text: "out OF" }, { limit: 10 });
    expect(page.items).toMatchObject([
      { id: "ship-1", name: "ship", attempt: 2, maxAttempts: 2, error: "Out of stock" },
    ]);
    expect(page.items[0]?.payloadPreview).toBe('{"order":4711,"payload":"in the data"}');
    for (const text of ["4711", "SHIP", '"in the', "ship-1"]) {
      expect((await store.list("orders", { state: "failed", text }, { limit: 1 })).items).toHaveLength(1);
    }
    expect((await store.list("orders", { state: "failed", payload: "ship" }, { limit: 1 })).items).toEqual([]);
    const job = await store.get("orders", "ship-1");
    expect(job).toMatchObject({ payload: { order: 4711 }, data: { order: 4711 }, traceId: null });
    expect(job?.stack).toHaveLength(2);
    for (const change of [
      store.retry("orders", "ship-1"),
      store.discard("orders", "ship-1"),
      store.pause("orders"),
      store.retryMany("orders", ["ship-1"]),
      store.add("orders", [{ name: "ship", data: {}, attempts: 1 }]),
    ]) {
      await expect(change).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    expect(await queue.getBackend().getQueueMeta?.()).toEqual(before);
    await store.close();
  });

  it("shows flows from their root", async () => {
    const flows = new FlowProducer({ connection, prefix });
    const { job: root } = await flows.add({
      name: "parcel",
      queueName: "orders",
      data: {},
      children: [
        { name: "pick", queueName: "orders", data: {}, opts: { jobId: "pick-1" } },
        { name: "pay", queueName: "payments", data: {}, opts: { jobId: "pay-1" } },
      ],
    });
    await flows.close();
    const store = open(false);
    const flow = await store.flow("orders", "pick-1");
    expect(flow).toMatchObject({ id: root.id, queue: "orders", name: "parcel", state: "waiting-children" });
    expect(flow?.children.map(({ queue: name, id, state }) => `${name} ${id} ${state}`).toSorted()).toEqual([
      "orders pick-1 waiting",
      "payments pay-1 waiting",
    ]);
    expect((await store.get("orders", "pick-1"))?.parent).toEqual({ queue: "orders", id: root.id });
    expect(await store.flow("orders", "ship-1")).toBeNull();
    expect(await store.queueNames()).toEqual(["orders", "payments"]);
    await store.close();
  });

  it("is changed where that was switched on, as its own library would", async () => {
    const store = open(true);
    await store.retry("orders", "ship-1", { order: 4712 });
    const job = await queue.getJob("ship-1");
    expect([await job?.getState(), job?.data, job?.attemptsMade, job?.opts.attempts]).toEqual([
      "waiting",
      { order: 4712 },
      0,
      2,
    ]);
    await store.discard("orders", "ship-1");
    expect(await queue.getJob("ship-1")).toBeUndefined();
    await store.close();
  });
});
