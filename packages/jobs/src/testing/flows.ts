import { AppError } from "@plimsoll/core";
import { expect, it } from "vitest";
import { appJob, type Harness, KEEP, payloadOf } from "./harness.ts";
import { until } from "./until.ts";

/** What a store promises of jobs that wait for others. */
export function testsOfFlows(harness: () => Harness): void {
  it("runs a parent once its children have ended, even those that failed for good", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const { parentId, childIds } = await store.addFlow(queue, appJob("parent"), [
      appJob("fails", { attempts: 2 }),
      appJob("works", { priority: 3 }),
      appJob("late", { delayMs: 100, id: "chosen-child" }),
    ]);
    expect(childIds).toEqual([`${parentId}-0`, `${parentId}-1`, "chosen-child"]);
    expect(await store.get(queue, parentId)).toMatchObject({ state: "waiting-children", payload: "parent" });
    expect((await store.summary(queue)).counts).toMatchObject({ "waiting-children": 1, waiting: 2, delayed: 1 });
    const { records } = harness().work(queue, async (job) => {
      if (payloadOf(job) === "fails") throw new Error("no");
      return payloadOf(job);
    });
    expect(await harness().reach(queue, parentId, "completed")).toMatchObject({ result: "parent", attempt: 1 });
    await until(() => records.length === 5);
    expect(records.at(-1)).toMatchObject({ jobId: parentId, outcome: "completed" });
    // The parent's wait begins with the end of its last child, which was 100 ms late.
    const lastChild = Math.max(...records.slice(0, -1).map(({ finishedAt }) => finishedAt));
    // The store and the worker tell the time each by a look of their own, a few milliseconds apart on a busy machine.
    const sinceMs = Math.max(0, (records.at(-1)?.startedAt ?? 0) - lastChild);
    expect(records.at(-1)?.waitMs).toBeLessThanOrEqual(sinceMs + 50);
    const states = await Promise.all(childIds.map(async (id) => (await store.get(queue, id))?.state));
    expect(states).toEqual(["failed", "completed", "completed"]);
    expect((await store.get(queue, childIds[0] ?? ""))?.parent).toEqual({ queue, id: parentId });
    const flow = await store.flow(queue, childIds[1] ?? "");
    expect(flow).toMatchObject({ id: parentId, queue, name: "test", state: "completed" });
    expect(flow?.children.map(({ id, state }) => `${id} ${state}`).toSorted()).toEqual(
      childIds.map((id, at) => `${id} ${states[at]}`).toSorted(),
    );
  });

  it("adds a flow of a chosen id once", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const parent = appJob("parent", { id: "the-flow" });
    const children = [appJob(1), appJob(2, { id: "second" })];
    const added = await store.addFlow(queue, parent, children);
    expect(await store.addFlow(queue, parent, children)).toEqual(added);
    expect((await store.summary(queue)).counts).toMatchObject({ "waiting-children": 1, waiting: 2 });
    const refusals = [
      [children, "CONFLICT"],
      [[appJob(1, { deduplicationKey: "key" })], "BAD_REQUEST"],
      [[], "BAD_REQUEST"],
      [[appJob(1, { id: "same" }), appJob(1, { id: "same" })], "BAD_REQUEST"],
    ] as const;
    for (const [refused, code] of refusals) {
      await expect(store.addFlow(queue, appJob(0), refused)).rejects.toMatchObject({ code });
    }
    expect((await store.summary(queue)).counts).toMatchObject({ "waiting-children": 1, waiting: 2 });
    harness().work(queue, async () => "done");
    await harness().reach(queue, "the-flow", "completed");
    expect(await store.addFlow(queue, parent, children)).toEqual(added);
  });

  it("waits again for a child that is retried, and no more for one that is discarded", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const { parentId, childIds } = await store.addFlow(queue, appJob("parent"), [
      appJob("first", { attempts: 1 }),
      appJob("second", { delayMs: 60_000 }),
    ]);
    let hopeless = true;
    harness().work(queue, async (job) => {
      if (payloadOf(job) === "first" && hopeless) throw new AppError("BAD_REQUEST", "no");
    });
    const [first = "", second = ""] = childIds;
    await harness().reach(queue, first, "failed");
    hopeless = false;
    await store.retry(queue, first);
    await harness().reach(queue, first, "completed");
    expect((await store.get(queue, parentId))?.state).toBe("waiting-children");
    await store.discard(queue, second);
    await harness().reach(queue, parentId, "completed");
  });

  it("keeps what became of the children until the parent has ended", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const { parentId, childIds } = await store.addFlow(queue, appJob("parent"), [
      appJob("works"),
      appJob("fails", { attempts: 1 }),
      appJob("held"),
    ]);
    const alone = await harness().add(queue, "alone");
    const [works = "", fails = "", held = ""] = childIds;
    let release = () => undefined as void;
    const opened = new Promise<void>((resolve) => (release = resolve));
    harness().work(
      queue,
      async (job) => {
        if (payloadOf(job) === "fails") throw new AppError("BAD_REQUEST", "no");
        if (payloadOf(job) === "held") await opened;
      },
      { keep: { ...KEEP, completed: 0, failedMs: 1 }, tidyMs: 200 },
    );
    await until(async () => (await store.get(queue, alone)) === null, 15_000);
    expect((await store.get(queue, works))?.state).toBe("completed");
    expect((await store.get(queue, fails))?.state).toBe("failed");
    expect((await store.get(queue, held))?.state).toBe("active");
    expect((await store.flow(queue, parentId))?.children.map(({ state }) => state).toSorted()).toEqual([
      "active",
      "completed",
      "failed",
    ]);
    release();
    // Then they and the parent go, with all that was stored of them.
    await until(async () => (await store.list(queue, { state: "completed" }, { limit: 1 })).total === 0, 15_000);
    expect([await store.get(queue, works), await store.get(queue, held)]).toEqual([null, null]);
    await until(async () => (await store.get(queue, parentId)) === null, 15_000);
  });
}
