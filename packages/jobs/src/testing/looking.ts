import { expect, it } from "vitest";
import { appJob, type Harness, payloadOf } from "./harness.ts";
import { until } from "./until.ts";

/** What a store promises of lists, searches and counts. */
export function testsOfLooking(harness: () => Harness): void {
  it("lists each state page by page, newest first, each job once", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const added: string[] = [];
    for (let at = 0; at < 7; at++) added.push(await harness().add(queue, at));
    for (let at = 0; at < 3; at++) added.push(await harness().add(queue, at, { priority: 5 - at }));
    const waiting = await harness().pages(queue, { state: "waiting" }, 3);
    expect(waiting.map((page) => page.length)).toEqual([3, 3, 3, 1]);
    // Without priority the last added first; then those with one, the least urgent first.
    expect(waiting.flat()).toEqual([...added.slice(0, 7).reverse(), ...added.slice(7)]);
    harness().work(
      queue,
      async (job) => {
        if (Number(payloadOf(job)) % 2 === 1) throw new Error("odd");
      },
      { concurrency: 1 },
    );
    await until(async () => (await store.list(queue, { state: "completed" }, { limit: 1 })).total === 6);
    await until(async () => (await store.list(queue, { state: "failed" }, { limit: 1 })).total === 4);
    for (const state of ["completed", "failed"] as const) {
      const { items } = await store.list(queue, { state }, { limit: 100 });
      const times = items.map(({ finishedAt }) => Date.parse(finishedAt ?? ""));
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      expect((await harness().pages(queue, { state }, 2)).flat()).toEqual(items.map(({ id }) => id));
    }
  });

  it("lists delayed jobs in the order in which they will run", async () => {
    const queue = harness().newQueue();
    const late = await harness().add(queue, "late", { delayMs: 90_000 });
    const soon = await harness().add(queue, "soon", { delayMs: 30_000, priority: 4 });
    expect((await harness().pages(queue, { state: "delayed" }, 1)).flat()).toEqual([soon, late]);
    const [item] = (await harness().store.list(queue, { state: "delayed" }, { limit: 1 })).items;
    expect(Date.parse(item?.runAt ?? "") - Date.parse(item?.enqueuedAt ?? "")).toBe(30_000);
    expect(item?.priority).toBe(4);
  });

  it("finds text in payload, name, id and error whatever its case", async () => {
    const queue = harness().newQueue();
    const payload = { orderId: 47110815, note: 'Says "Grüße" to\nÖzlem', list: [1, 2], deep: { Flag: true } };
    const wanted = await harness().add(queue, payload, { id: "Invoice-000042", name: "Send.Invoice" });
    await harness().store.add(
      queue,
      Array.from({ length: 20 }, (_, at) => appJob({ orderId: at, by: "payload" })),
    );
    const find = async (filter: object) => (await harness().pages(queue, { state: "waiting", ...filter }, 50)).flat();
    const texts = [
      "47110815",
      '"orderId":47110815',
      '"orderId": 47110815',
      "GRÜSSE".slice(0, 3),
      "ÖZLEM",
      "özlem",
      '"grüße\\"'.slice(1, 6),
    ];
    for (const text of [...texts, "[1, 2]", '"flag": TRUE', '\\"Grüße\\"', "invoice-000042", "send.inv"]) {
      expect([text, await find({ text })]).toEqual([text, [wanted]]);
    }
    for (const text of ["a test", "exponential", "timeoutMs", '"v":1', "nowhere at all", "%", "_rder", "47110815.*"]) {
      expect([text, await find({ text })]).toEqual([text, []]);
    }
    expect(await find({ payload: "invoice" })).toEqual([]);
    expect(await find({ name: "invoice", payload: "özlem" })).toEqual([wanted]);
    expect(await find({ name: "invoice", payload: "by" })).toEqual([]);
    expect(await find({ error: "invoice" })).toEqual([]);
  });

  it("finds failed jobs by their error and by when they failed", async () => {
    const queue = harness().newQueue();
    const ids: string[] = [];
    for (const at of [0, 1, 2]) ids.push(await harness().add(queue, at, { attempts: 1 }));
    harness().work(
      queue,
      async (job) => {
        throw new Error(`Connection to ${String(payloadOf(job))}.example REFUSED`);
      },
      { concurrency: 1 },
    );
    const [first, second, third] = await Promise.all(ids.map((id) => harness().reach(queue, id, "failed")));
    const find = async (filter: object) => (await harness().pages(queue, { state: "failed", ...filter }, 50)).flat();
    expect(await find({ error: "1.EXAMPLE refused" })).toEqual([second?.id]);
    expect(await find({ text: "connection to" })).toEqual([third?.id, second?.id, first?.id]);
    const from = second?.finishedAt ?? "";
    const withinRange = await find({ from, to: third?.finishedAt ?? "" });
    const expected = [second, first].filter(
      (job) => job?.finishedAt && job.finishedAt >= from && job.finishedAt < (third?.finishedAt ?? ""),
    );
    expect(withinRange).toEqual(expected.map((job) => job?.id));
    expect(await find({ from: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
  });

  it("finds failed jobs by their errors however many there are, and once the first ones are gone", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const add = async (errors: string[]) =>
      await store.add(
        queue,
        errors.map((error) => appJob({ error }, { attempts: 1 })),
      );
    const errorOf = (data: unknown) => (data as { payload: { error: string } }).payload.error;
    const { records } = harness().work(
      queue,
      async (job) => {
        throw new Error(errorOf(job.data).split("").reverse().join(""));
      },
      { concurrency: 20 },
    );
    const found = async (text: string) => {
      const { items } = await store.list(queue, { state: "failed", text }, { limit: 9, budgetMs: 5_000 });
      const byError = await store.list(queue, { state: "failed", error: text }, { limit: 9, budgetMs: 5_000 });
      expect(byError.items.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
      return items.map(({ id }) => id);
    };
    const [first] = await add(["eldeen", "yah", `${"x".repeat(600)}gnol`]);
    await until(() => records.length === 3);
    expect([await found("NEEDLE"), await found("nowhere")]).toEqual([[first?.id], []]);
    expect(await found("long")).toHaveLength(1);
    const many = await add(Array.from({ length: 300 }, (_, at) => `${at}.on rorre`));
    await until(() => records.length === 303);
    expect(await found("error no.332")).toEqual([many[233]?.id]);
    for await (const { ids } of store.scan(queue, { state: "failed" }, { batch: 500 })) {
      await store.discardMany(queue, ids);
    }
    const [last] = await add(["tsal eht", "yah"]);
    await until(() => records.length === 305);
    expect([await found("the last"), await found("needle"), await found("hay")]).toEqual([
      [last?.id],
      [],
      [expect.any(String)],
    ]);
  });

  it("searches thousands of jobs in bounded steps", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    const jobs = Array.from({ length: 4_000 }, (_, at) => appJob({ at, rare: at % 1_000 === 7 ? "needle" : "hay" }));
    const added = await store.add(queue, jobs);
    const wanted = added.filter((_job, at) => at % 1_000 === 7).map(({ id }) => id);
    const page = await store.list(queue, { state: "waiting", text: "needle" }, { limit: 50, budgetMs: 5_000 });
    expect(page).toMatchObject({ partial: false, nextCursor: null, total: 4_000 });
    expect(page.items.map(({ id }) => id)).toEqual(wanted.toReversed());
    const absent = await store.list(queue, { state: "waiting", text: "not there" }, { limit: 50, budgetMs: 5_000 });
    expect(absent).toMatchObject({ items: [], partial: false, nextCursor: null });
    const found = await harness().pages(queue, { state: "waiting", payload: '"needle"' }, 2);
    expect(found.flat()).toEqual(wanted.toReversed());
    // A budget of nothing still gets on, a step at a time.
    expect((await harness().pages(queue, { state: "waiting", text: "needle" }, 50, 0)).flat()).toEqual(
      wanted.toReversed(),
    );
  });

  it("refuses cursors that are not its own", async () => {
    const queue = harness().newQueue();
    await harness().store.add(queue, [appJob(1), appJob(2)]);
    const { nextCursor } = await harness().store.list(queue, { state: "waiting" }, { limit: 1 });
    for (const cursor of ["x", "", Buffer.from("[1]").toString("base64url")]) {
      const list = harness().store.list(queue, { state: "waiting" }, { limit: 1, cursor });
      await expect(list).rejects.toMatchObject({ code: "BAD_REQUEST" });
    }
    const other = harness().store.list(queue, { state: "failed" }, { limit: 1, cursor: nextCursor ?? "" });
    await expect(other).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it("counts a queue's jobs and knows how long the oldest waits", async () => {
    const { store } = harness();
    const queue = harness().newQueue();
    expect(await store.summary(queue)).toMatchObject({ paused: false, oldestWaitingMs: null });
    const empty = harness().newQueue();
    const before = Date.now();
    await harness().add(empty, 1, { priority: 3 });
    await harness().add(empty, 1, { delayMs: 60_000 });
    const state = await store.summary(empty);
    expect(state.counts).toEqual({ waiting: 1, active: 0, delayed: 1, "waiting-children": 0, completed: 0, failed: 0 });
    expect(state.oldestWaitingMs).toBeLessThanOrEqual(Date.now() - before);
  });

  it("has nothing to say of a job that is not there", async () => {
    const queue = harness().newQueue();
    expect(await harness().store.get(queue, "no-such-job")).toBeNull();
    expect(await harness().store.logs(queue, "no-such-job")).toEqual([]);
    expect(await harness().store.flow(queue, "no-such-job")).toBeNull();
  });
}
