import { expect, it } from "vitest";
import { appJob, type Harness, payloadOf } from "./harness.ts";
import { until } from "./until.ts";

/** What a store promises of adding jobs. */
export function testsOfAdding(harness: () => Harness): void {
  it("keeps payloads to the byte", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const payload = {
      z: 1,
      a: [1.5, 1e21, -0.1, 9007199254740991],
      text: 'é "quoted" \\ \u0000 \u2028 🚢',
      none: null,
    };
    const id = await harness().add(queue, payload);
    const job = await store.get(queue, id);
    expect(JSON.stringify(job?.payload)).toBe(JSON.stringify(payload));
    expect(job?.data).toMatchObject({ v: 1, by: "a test", payload });
    expect(job?.payloadPreview).toBe(JSON.stringify(payload).slice(0, 200));
  });

  it("cuts previews of long payloads, whatever they are made of", async () => {
    const queue = harness().newQueue();
    for (const text of ["x".repeat(5_000), '"'.repeat(2_000), "\\".repeat(2_000), "🚢".repeat(500), "\n".repeat(999)]) {
      const id = await harness().add(queue, text);
      const preview = (await harness().store.get(queue, id))?.payloadPreview ?? "";
      expect(JSON.stringify(text).startsWith(preview.slice(0, 150))).toBe(true);
      expect(preview.length).toBeGreaterThanOrEqual(150);
      expect(preview.length).toBeLessThanOrEqual(200);
    }
  });

  it("adds a chosen id once, and a deduplication key while its job is unfinished", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const chosen = appJob(1, { id: "chosen-id" });
    expect(await store.add(queue, [chosen])).toEqual([{ id: "chosen-id", deduplicated: false }]);
    expect(await store.add(queue, [chosen])).toEqual([{ id: "chosen-id", deduplicated: true }]);
    const first = await harness().add(queue, 1, { deduplicationKey: "key" });
    const again = await store.add(queue, [appJob(2, { deduplicationKey: "key" }), appJob(3)]);
    expect(again[0]).toEqual({ id: first, deduplicated: true });
    expect(again[1]).toMatchObject({ deduplicated: false });
    harness().work(queue, async () => "done");
    await harness().reach(queue, first, "completed");
    expect(await store.add(queue, [appJob(4, { deduplicationKey: "key" })])).toMatchObject([{ deduplicated: false }]);
  });

  it("gives each of many calls at once its own jobs", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const calls = Array.from({ length: 200 }, (_, call) =>
      store.add(queue, [appJob({ call, at: 0 }), ...(call % 3 === 0 ? [appJob({ call, at: 1 })] : [])]),
    );
    const added = await Promise.all(calls);
    for (const call of [0, 1, 99, 198]) {
      const jobs = await Promise.all((added[call] ?? []).map(({ id }) => store.get(queue, id)));
      expect(jobs.map((job) => job?.payload)).toEqual(jobs.map((_job, at) => ({ call, at })));
    }
    expect(new Set(added.flat().map(({ id }) => id)).size).toBe(267);
    expect((await store.summary(queue)).counts.waiting).toBe(267);
  });

  it("adds none of the jobs of a call when one is refused", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    await expect(store.add(queue, [appJob(1), { name: "no envelope", data: {}, attempts: 1 }])).rejects.toMatchObject({
      code: "INTERNAL",
    });
    expect((await store.summary(queue)).counts.waiting).toBe(0);
  });

  it("runs the most urgent first, those without priority before them, and delayed ones when they are due", async () => {
    const queue = harness().newQueue();
    const order: unknown[] = [];
    await harness().add(queue, "delayed", { delayMs: 300 });
    await harness().add(queue, "least urgent", { priority: 9 });
    await harness().add(queue, "urgent", { priority: 1 });
    await harness().add(queue, "first");
    await harness().add(queue, "second");
    const { records } = harness().work(queue, async (job) => order.push(payloadOf(job)), { concurrency: 1 });
    await until(() => records.length === 5);
    // Where the delayed one comes depends on how fast the machine is.
    expect(order.filter((name) => name !== "delayed")).toEqual(["first", "second", "urgent", "least urgent"]);
    const delayed = records[order.indexOf("delayed")];
    expect((delayed?.startedAt ?? 0) - (delayed?.enqueuedAt ?? 0)).toBeGreaterThanOrEqual(299);
    // Waiting counts from when it was due.
    expect(delayed?.waitMs).toBe((delayed?.startedAt ?? 0) - (delayed?.enqueuedAt ?? 0) - 300);
  });

  it("knows its queues by name", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    await harness().add(queue, 1);
    expect(await store.queueNames()).toContain(queue);
  });
}
