import { AppError } from "@plimsoll/core";
import { expect, it } from "vitest";
import { appJob, envelope, type Harness, payloadOf } from "./harness.ts";
import { until } from "./until.ts";

const fail = async () => {
  throw new AppError("BAD_REQUEST", "no");
};

/** What a store promises of changes to jobs, one by one and in bulk. */
export function testsOfChanging(harness: () => Harness): void {
  it("retries a failed job with all its attempts, its payload edited, and goes on counting", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const id = await harness().add(queue, "broken", { attempts: 2 });
    const { records } = harness().work(queue, async (job) => {
      if (payloadOf(job) !== "mended" || job.attempt < 4) throw new Error("not yet");
      return "at last";
    });
    await harness().reach(queue, id, "failed");
    const before = Date.now();
    await store.retry(queue, id, envelope("mended"));
    const job = await harness().reach(queue, id, "completed");
    expect(job).toMatchObject({ result: "at last", payload: "mended", attempt: 4, maxAttempts: 4 });
    await until(() => records.length === 4);
    expect(records.map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual([
      "1 retried",
      "2 failed",
      "3 retried",
      "4 completed",
    ]);
    // Waiting counts from the retry, not from when the job was first added.
    expect(records[2]?.waitMs).toBeLessThanOrEqual((records[2]?.startedAt ?? 0) - before + 1);
    await store.retry(queue, id);
    await until(() => records.length === 5);
  });

  it("promotes and discards, and says why it cannot", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const id = await harness().add(queue, 1, { delayMs: 60_000 });
    await expect(store.retry(queue, id)).rejects.toMatchObject({ code: "CONFLICT" });
    await store.promote(queue, id);
    expect((await store.get(queue, id))?.state).toBe("waiting");
    await expect(store.promote(queue, id)).rejects.toMatchObject({ code: "CONFLICT" });
    await store.discard(queue, id);
    expect(await store.get(queue, id)).toBeNull();
    for (const change of [store.retry, store.promote, store.discard]) {
      await expect(change.call(store, queue, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    const running = await harness().add(queue, 2);
    let end: (() => void) | undefined;
    harness().work(queue, () => new Promise<void>((resolve) => (end = resolve)));
    // The store calls it active a moment before its run begins.
    await until(() => end !== undefined);
    await expect(store.discard(queue, running)).rejects.toMatchObject({ code: "CONFLICT" });
    end?.();
    await harness().reach(queue, running, "completed");
  });

  it("counts the wait of a promoted job from its promotion on", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const later = await harness().add(queue, "later", { delayMs: 60_000 });
    const backoff = { type: "fixed", delayMs: 60_000, jitter: 0 } as const;
    const retried = await harness().add(queue, "retried", {}, { backoff });
    const { records } = harness().work(queue, async (job) => {
      if (payloadOf(job) === "retried" && job.attempt === 1) throw new Error("not yet");
    });
    await harness().reach(queue, retried, "delayed");
    // Some of the backoff passes, and must not count.
    await until(() => Date.now() - (records[0]?.finishedAt ?? Number.POSITIVE_INFINITY) > 300);
    const before = Date.now();
    expect(await store.promoteMany(queue, [later, retried])).toEqual({ done: 2, skipped: 0 });
    await until(() => records.length === 3);
    for (const { jobId, startedAt, waitMs } of records.slice(1)) {
      expect([later, retried]).toContain(jobId);
      expect(waitMs).toBeLessThanOrEqual(startedAt - before);
    }
  });

  it("pauses a queue for all workers and resumes it", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    await store.pause(queue);
    expect((await store.summary(queue)).paused).toBe(true);
    const { records } = harness().work(queue, async () => "ran");
    const id = await harness().add(queue, 1);
    const second = await harness().add(queue, 2);
    expect(await store.list(queue, { state: "waiting" }, { limit: 5 })).toMatchObject({ total: 2 });
    expect((await store.get(queue, id))?.state).toBe("waiting");
    expect(records).toEqual([]);
    await store.resume(queue);
    await harness().reach(queue, second, "completed");
    expect((await store.summary(queue)).paused).toBe(false);
  });

  it("goes through a state oldest first while its jobs leave it, and misses none", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    await store.add(
      queue,
      Array.from({ length: 1_200 }, (_, at) => appJob({ at, even: at % 2 === 0 }, { attempts: 1 })),
    );
    const worker = harness().work(queue, fail, { concurrency: 20 });
    await until(() => worker.records.length === 1_200);
    await harness().stopWorkers();
    const seen: string[] = [];
    let examined = 0;
    let done = 0;
    for await (const step of store.scan(queue, { state: "failed", payload: '"even":true' }, { batch: 50 })) {
      expect(step.ids.length).toBeLessThanOrEqual(50);
      seen.push(...step.ids);
      examined += step.examined;
      done += (await store.retryMany(queue, step.ids)).done;
    }
    expect([new Set(seen).size, seen.length, examined, done]).toEqual([600, 600, 1_200, 600]);
    expect((await store.summary(queue)).counts).toMatchObject({ failed: 600, waiting: 600 });
    expect(await store.retryMany(queue, [...seen.slice(0, 10), "gone"])).toEqual({ done: 0, skipped: 11 });
    // Those that were retried wait by now: a discard of failed jobs leaves them alone.
    expect(await store.discardMany(queue, seen.slice(0, 10), "failed")).toEqual({ done: 0, skipped: 10 });
    for await (const { ids } of store.scan(queue, { state: "waiting" }, { batch: 500 })) {
      expect((await store.discardMany(queue, ids)).skipped).toBe(0);
    }
    expect((await store.summary(queue)).counts).toMatchObject({ failed: 600, waiting: 0 });
  });

  it("leaves jobs alone that come into the state after the scan began, and stops when told to", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    await store.add(
      queue,
      Array.from({ length: 30 }, (_, at) => appJob(at, { delayMs: 60_000 + at })),
    );
    const seen: string[] = [];
    for await (const { ids } of store.scan(queue, { state: "delayed" }, { batch: 10 })) {
      seen.push(...ids);
      await until(() => new Promise((resolve) => setTimeout(resolve, 2, true)));
      if (seen.length === 10) await store.add(queue, [appJob("new", { delayMs: 90_000 })]);
      expect(await store.promoteMany(queue, ids)).toEqual({ done: ids.length, skipped: 0 });
    }
    expect(seen).toHaveLength(30);
    expect((await store.summary(queue)).counts).toMatchObject({ waiting: 30, delayed: 1 });
    const stop = new AbortController();
    const scan = (async () => {
      for await (const _step of store.scan(queue, { state: "waiting" }, { batch: 10, signal: stop.signal }))
        stop.abort();
    })();
    await expect(scan).rejects.toThrow(/abort/i);
  });
}
