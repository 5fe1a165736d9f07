import { expect, it } from "vitest";
import type { TestBackend } from "./backends.ts";
import { appJob, Harness } from "./harness.ts";
import { until } from "./until.ts";

/** What happens while the store is gone, and after. */
export function testsOfOutages(backend: () => TestBackend, harness: () => Harness): void {
  it("refuses new jobs at once while the store is gone, stores none of them, and goes on by itself", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const effects = new Map<string, number>();
    const worker = harness().work(
      queue,
      async (job) => {
        effects.set(job.id, (effects.get(job.id) ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, 20));
      },
      { concurrency: 4, stallMs: 2_000 },
    );
    const before = (
      await store.add(
        queue,
        Array.from({ length: 200 }, (_, at) => appJob(at)),
      )
    ).map(({ id }) => id);
    await until(() => worker.records.length > 20);
    await backend().kill();
    for (let round = 0; round < 3; round++) {
      const start = performance.now();
      const refused = await Promise.allSettled([
        store.add(queue, [appJob("refused")]),
        store.add(queue, [appJob("refused"), appJob("refused", { id: "refused-id" })]),
        store.summary(queue),
        store.list(queue, { state: "waiting" }, { limit: 1 }),
        store.get(queue, before[0] ?? ""),
        store.queueNames(),
        store.retryMany(queue, before),
      ]);
      expect(performance.now() - start).toBeLessThan(4_000);
      const codes = refused.map((result) => (result.status === "rejected" ? result.reason.code : "answered"));
      expect(codes).toEqual(refused.map(() => "UNAVAILABLE"));
    }
    await backend().start();
    const after = await until(() => store.add(queue, [appJob("after")]).catch(() => null));
    await harness().reach(queue, after[0]?.id ?? "", "completed");
    await until(async () => (await store.summary(queue)).counts.completed === 201);
    expect(before.filter((id) => !effects.has(id))).toEqual([]);
    const { items } = await store.list(
      queue,
      { state: "completed", payload: "refused" },
      { limit: 5, budgetMs: 5_000 },
    );
    expect(items).toEqual([]);
  });

  it("opens stores and workers while the store is gone", async () => {
    await backend().kill();
    const late = new Harness(backend().options);
    const queue = late.newQueue();
    const worker = late.work(queue, async () => "done");
    await expect(late.store.add(queue, [appJob(1)])).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await backend().start();
    await until(() => late.store.add(queue, [appJob(2)]).catch(() => null));
    await until(() => worker.records.length === 1);
    await late.close();
  });
}
