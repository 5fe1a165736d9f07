import { AppError } from "@plimsoll/core";
import { expect, it } from "vitest";
import { Postpone, RetryLater } from "../run-errors.ts";
import { appJob, type Harness, payloadOf } from "./harness.ts";
import { until } from "./until.ts";

/** What a worker promises of runs. */
export function testsOfRunning(harness: () => Harness): void {
  it("keeps result, log and progress, and reports the attempt", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const id = await harness().add(queue, { to: "ada" }, { name: "send" });
    const { records } = harness().work(queue, async (job) => {
      await job.log("one");
      await job.log("two");
      await job.progress(0.25);
      job.answered(201);
      return { sent: [job.name, job.attempt, job.maxAttempts, payloadOf(job)] };
    });
    const job = await harness().reach(queue, id, "completed");
    expect(job.result).toEqual({ sent: ["send", 1, 3, { to: "ada" }] });
    expect(job).toMatchObject({ attempt: 1, maxAttempts: 3, progress: 0.25, error: null, runAt: null });
    expect(await store.logs(queue, id)).toEqual(["one", "two"]);
    await until(() => records.length === 1);
    const common = { queue, jobId: id, name: "send", attempt: 1, outcome: "completed", statusCode: 201, error: null };
    expect(records[0]).toMatchObject(common);
    expect(new Date(records[0]?.finishedAt ?? 0).toISOString()).toBe(job.finishedAt);
  });

  it("tries again by the job's backoff until its attempts are used up", async () => {
    const queue = harness().newQueue();
    const id = await harness().add(queue, 1);
    const { records } = harness().work(queue, async (job) => {
      throw new Error(`no ${job.attempt}`);
    });
    const job = await harness().reach(queue, id, "failed");
    await until(() => records.length === 3);
    expect(records.map(({ attempt, outcome, error }) => [attempt, outcome, error])).toEqual([
      [1, "retried", "no 1"],
      [2, "retried", "no 2"],
      [3, "failed", "no 3"],
    ]);
    expect(job).toMatchObject({ attempt: 3, error: "no 3" });
    expect(job.stack).toHaveLength(3);
    expect(job.stack[0]).toContain("Error: no 1");
  });

  it("ends a job whose error no retry can help, and waits as long as RetryLater says", async () => {
    const queue = harness().newQueue();
    const hopeless = await harness().add(queue, "hopeless");
    const later = await harness().add(queue, "later", {}, { backoff: { type: "fixed", delayMs: 60_000, jitter: 0 } });
    const { records } = harness().work(queue, async (job) => {
      if (payloadOf(job) === "hopeless") throw new AppError("BAD_REQUEST", "never");
      if (job.attempt === 1) throw new RetryLater("in a moment", 2_000);
      return "worked";
    });
    expect(await harness().reach(queue, hopeless, "failed")).toMatchObject({ attempt: 1, error: "never" });
    await harness().reach(queue, later, "completed");
    await until(() => records.length === 3);
    const [first, second] = records.filter(({ jobId }) => jobId === later);
    const betweenMs = (second?.startedAt ?? 0) - (first?.startedAt ?? 0);
    expect(betweenMs).toBeGreaterThanOrEqual(2_000);
    // The pause that the endpoint asked for is no wait.
    expect(second?.waitMs).toBeLessThanOrEqual(betweenMs - 2_000);
  });

  it("counts no attempt for a run that could not begin", async () => {
    const queue = harness().newQueue();
    const id = await harness().add(queue, 1, { attempts: 1 });
    let begun = 0;
    const { records } = harness().work(queue, async (job) => {
      begun += 1;
      if (begun < 4) throw new Postpone(begun === 1 ? 0 : 20);
      return job.attempt;
    });
    expect(await harness().reach(queue, id, "completed")).toMatchObject({ result: 1, attempt: 1 });
    await until(() => records.length > 0);
    expect([begun, records.length]).toEqual([4, 1]);
  });

  it("ends runs that take too long, whether they listen to their signal or not", async () => {
    const queue = harness().newQueue();
    const listens = await harness().add(queue, "listens", { attempts: 1 }, { timeoutMs: 100 });
    const deaf = await harness().add(queue, "deaf", { attempts: 1 }, { timeoutMs: 100 });
    harness().work(queue, (job) =>
      payloadOf(job) === "deaf"
        ? new Promise(() => undefined)
        : new Promise((_, reject) => {
            job.signal.addEventListener("abort", () => reject(new Error("some other words")));
          }),
    );
    for (const id of [listens, deaf]) {
      expect((await harness().reach(queue, id, "failed")).error).toBe("It took longer than 100 ms.");
    }
  });

  it("ends a cancelled job for good", async () => {
    const queue = harness().newQueue();
    const id = await harness().add(queue, 1);
    const worker = harness().work(
      queue,
      (job) => new Promise((_, reject) => job.signal.addEventListener("abort", reject)),
    );
    await until(() => worker.active().length === 1);
    expect(worker.active()).toMatchObject([{ id, name: "test", attempt: 1 }]);
    expect([worker.cancel("another", "Ada"), worker.cancel(id, "Ada")]).toEqual([false, true]);
    expect(await harness().reach(queue, id, "failed")).toMatchObject({ attempt: 1, error: "Ada stopped the job." });
    expect(worker.active()).toEqual([]);
  });

  it("stops within its grace and leaves what did not end to others, as if it had not begun", async () => {
    const queue = harness().newQueue();
    const long = await harness().add(queue, "long", { attempts: 1 });
    const first = harness().work(
      queue,
      (job) => new Promise((_, reject) => job.signal.addEventListener("abort", reject)),
    );
    await until(() => first.active().length === 1);
    await first.stop(50);
    expect(await harness().store.get(queue, long)).toMatchObject({ state: "waiting", attempt: 0 });
    harness().work(queue, async (job) => job.attempt);
    expect(await harness().reach(queue, long, "completed")).toMatchObject({ result: 1 });
    expect(first.records).toEqual([]);
  });

  it("changes how many jobs it runs at a time", async () => {
    const queue = harness().newQueue();
    const release: (() => void)[] = [];
    const worker = harness().work(queue, () => new Promise<void>((resolve) => release.push(resolve)), {
      concurrency: 1,
    });
    await harness().store.add(
      queue,
      Array.from({ length: 6 }, (_, at) => ({ name: "n", attempts: 1, data: { v: 1, timeoutMs: 9_000, payload: at } })),
    );
    await until(() => worker.active().length === 1);
    worker.setConcurrency(4);
    release.shift()?.();
    await until(() => worker.active().length === 4);
    for (const go of release) go();
    await until(() => {
      for (const go of release) go();
      return worker.records.length === 6;
    });
  });

  it("never runs more jobs at a time than it may, and each of them once", async () => {
    const queue = harness().newQueue();
    const added = await harness().store.add(
      queue,
      Array.from({ length: 300 }, (_, at) => appJob(at)),
    );
    const runs: string[] = [];
    let running = 0;
    let most = 0;
    const worker = harness().work(
      queue,
      async (job) => {
        running += 1;
        most = Math.max(most, running);
        runs.push(job.id);
        // Some end at once and together, others later.
        if (Number(payloadOf(job)) % 3 > 0) await new Promise((resolve) => setTimeout(resolve, runs.length % 4));
        running -= 1;
      },
      { concurrency: 7 },
    );
    await until(() => worker.records.length === 300);
    expect(most).toBeLessThanOrEqual(7);
    expect(most).toBeGreaterThan(1);
    expect(runs.toSorted()).toEqual(added.map(({ id }) => id).toSorted());
  });

  it("fails an attempt whose result is no JSON, and goes on when it cannot be recorded", async () => {
    const queue = harness().newQueue();
    const id = await harness().add(queue, 1, { attempts: 1 });
    const errors: string[] = [];
    harness().work(queue, async () => 10n, {
      onAttempt: () => {
        throw new Error("no room");
      },
      onError: ({ message }) => errors.push(message),
    });
    expect((await harness().reach(queue, id, "failed")).error).toContain("BigInt");
    await until(() => errors.includes("no room"));
    const next = await harness().add(queue, 2, { attempts: 1 });
    await harness().reach(queue, next, "failed");
  });

  it("lets a job that is added twice and run twice have one effect, by its id", async () => {
    const queue = harness().newQueue();
    const effects = new Set<string>();
    let runs = 0;
    harness().work(queue, async (job) => {
      runs += 1;
      effects.add(job.id);
      if (runs === 1) throw new Error("after the effect");
      return "done";
    });
    await harness().store.add(queue, [
      {
        id: "effect-once",
        name: "n",
        attempts: 2,
        data: { v: 1, timeoutMs: 1_000, backoff: { type: "fixed", delayMs: 0, jitter: 0 }, payload: 1 },
      },
    ]);
    await harness().reach(queue, "effect-once", "completed");
    expect([runs, effects.size]).toEqual([2, 1]);
  });
}
