import { setTimeout as sleep } from "node:timers/promises";
import { type BulkOperation, type JobDetail, jobsEnqueueInputSchema, loadConfig } from "@plimsoll/core";
import {
  approveTarget,
  asUnavailable,
  cancelBulk,
  cancelJob,
  type Caller,
  closePlatform,
  createJobEndpoint,
  discardJob,
  enqueueJob,
  getBulk,
  getJob,
  getQueue,
  jobsBackend,
  jobsRetention,
  listJobs,
  listQueues,
  listWorkers,
  LiveJobs,
  missingAttempts,
  openPlatform,
  pauseQueue,
  type Platform,
  prepareStores,
  resumeQueue,
  retryJob,
  startBulk,
} from "@plimsoll/domain";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { appQueueName, startQueueWorker } from "@plimsoll/jobs";
import { createLogger } from "@plimsoll/observability";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningWorker, startWorker } from "./start-worker.ts";
import { startRedis, type TestRedis } from "@plimsoll/embedded/testing/redis";
import { startEndpoint, type TestEndpoint } from "./testing/test-endpoint.ts";

const caller: Caller = { projectId: "default", actor: "Ada" };
const other: Caller = { projectId: "other", actor: "Eve" };
const log = createLogger("test", "silent");

/** What is stored of a job. */
const data = (n: number) => ({
  v: 1,
  payload: { n },
  target: null,
  timeoutMs: 5_000,
  backoff: { type: "fixed", delayMs: 0, jitter: 0 },
  by: "test",
});

async function until<T>(condition: () => Promise<T | null | false | undefined> | T | null | false | undefined) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const value = await condition();
    if (value !== null && value !== false && value !== undefined) return value;
    if (Date.now() > deadline) throw new Error("waited in vain");
    await sleep(25);
  }
}

describe.each(["postgresql", "redis"] as const)("jobs of apps on %s", (backend) => {
  let stores: TestStores;
  let redis: TestRedis | undefined;
  let platform: Platform;
  let worker: RunningWorker;
  let endpoint: TestEndpoint;

  beforeAll(async () => {
    if (backend === "redis") redis = await startRedis();
    stores = await startTestStores();
    const config = loadConfig({
      DATABASE_URL: stores.databaseUrl,
      CLICKHOUSE_URL: stores.clickhouseUrl,
      REDIS_URL: redis?.url,
      PLIMSOLL_SECRET: "s".repeat(32),
      PLIMSOLL_SELF_TRACING: "false",
    });
    await prepareStores(config);
    platform = openPlatform(config);
    await platform.db.project.create({ data: { id: "other", name: "Other" } });
    endpoint = await startEndpoint();
    for (const who of [caller, other]) {
      const { target } = await createJobEndpoint(platform, who, { name: "default", url: endpoint.url });
      await approveTarget(platform.db, who, target.id);
    }
    worker = await startWorker(platform, { log, reconcileAfterMs: 0 });
  });
  afterAll(async () => {
    await worker?.stop(1_000);
    await endpoint?.stop();
    if (platform) await closePlatform(platform);
    await stores?.stop();
    await redis?.stop();
  });

  const enqueue = (job: object, who = caller) => enqueueJob(platform, who, jobsEnqueueInputSchema.parse(job));
  const read = (queue: string, id: string, who = caller) =>
    getJob(platform, { projectId: who.projectId }, { source: "apps", queue, id });
  const settled = (queue: string, id: string) =>
    until(async () => {
      const job = await read(queue, id);
      return ["completed", "failed"].includes(job.state) && job.attempts.length >= job.attempt ? job : null;
    });
  const range = () => ({
    from: new Date(Date.now() - 600_000).toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
  });

  it("go to the endpoint, and end with their result, attempts and rates in history", async () => {
    let calls = 0;
    endpoint.answer = () => (++calls === 1 ? { status: 503 } : { status: 200, body: { sent: true } });
    const payload = { to: "ada@example.com" };
    const { id } = await enqueue({ queue: "emails", name: "send", payload, backoff: { delayMs: 10 } });
    const job: JobDetail = await settled("emails", id);
    expect(job).toMatchObject({ state: "completed", payload, result: { sent: true }, attempt: 2, maxAttempts: 5 });
    expect(job.attempts).toMatchObject([
      { attempt: 1, outcome: "retried", statusCode: 503, worker: worker.id },
      { attempt: 2, outcome: "completed", statusCode: 200, worker: worker.id },
    ]);
    expect(job.endpoint).toEqual({ name: "default", url: endpoint.url });
    const call = endpoint.calls.at(-1);
    expect(call?.body).toMatchObject({ id, queue: "emails", name: "send", attempt: 2, payload });
    expect(call?.headers["webhook-signature"]).toMatch(/^v1,/);
    // Counts are of a moment ago: a page asks for them often.
    const listed = await until(async () => {
      const list = await listQueues(platform, { projectId: "default", signal: undefined }, range());
      const emails = list.items.find((queue) => queue.queue === "emails");
      return emails?.counts?.completed === 1 && { emails, sources: list.sources };
    });
    expect(listed.sources).toMatchObject([{ id: "apps" }, { id: "platform", error: null }]);
    expect(listed.emails).toMatchObject({ failureRatio: 0.5, counts: { completed: 1 } });
    const detail = await getQueue(
      platform,
      { projectId: "default", signal: undefined },
      { ...range(), source: "apps", queue: "emails" },
    );
    expect(detail.history.names).toMatchObject([{ name: "send", finished: 1 }]);
    expect(detail.settings).toEqual({ concurrency: 10, endpoint: null });
  });

  it("are edited and retried after they failed for good, which is recorded", async () => {
    endpoint.answer = ({ body }) => ({ status: (body.payload as { fixed?: boolean }).fixed ? 200 : 422 });
    const { id } = await enqueue({ queue: "emails", name: "send", payload: { fixed: false } });
    expect(await settled("emails", id)).toMatchObject({ state: "failed", attempt: 1 });
    await retryJob(platform, caller, { source: "apps", queue: "emails", id, payload: { fixed: true } });
    const job = await until(async () => {
      const now = await settled("emails", id);
      return now.state === "completed" && now;
    });
    expect(job.payload).toEqual({ fixed: true });
    expect(job.attempts.map((attempt) => attempt.outcome)).toEqual(["failed", "completed"]);
    expect(job.audit).toMatchObject([{ action: "job.edit", actor: "Ada", detail: { payload: '{"fixed":true}' } }]);
    await discardJob(platform, caller, { source: "apps", queue: "emails", id });
    await expect(read("emails", id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("that run are stopped by a person, for good; another run of the same job is not", async () => {
    let hangs = true;
    endpoint.answer = () => (hangs ? new Promise(() => undefined) : { status: 200 });
    const { id } = await enqueue({ queue: "slow", name: "hang", payload: {} });
    const ref = { source: "apps", queue: "slow", id };
    await until(async () => (await read("slow", id)).state === "active");
    await expect(cancelJob(platform, other, ref)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await cancelJob(platform, caller, ref);
    const job = await settled("slow", id);
    expect(job).toMatchObject({ state: "failed", attempt: 1, error: "Ada stopped the job." });
    expect(job.audit).toMatchObject([{ action: "job.cancel", actor: "Ada" }]);
    await expect(cancelJob(platform, caller, ref)).rejects.toMatchObject({ code: "CONFLICT" });
    // A wish for the first attempt that came too late does not end the second.
    const wish = { queue: appQueueName("default", "slow"), jobId: id, attempt: 1, requestedBy: "Ada" };
    await platform.db.jobCancellation.create({ data: wish });
    hangs = false;
    await retryJob(platform, caller, ref);
    await until(async () => (await read("slow", id)).state === "completed");
    expect(await platform.db.jobCancellation.count()).toBe(1);
    await platform.db.jobCancellation.deleteMany();
  });

  it("of one project are out of reach for another", async () => {
    await pauseQueueOf("secrets");
    const { id } = await enqueue({ queue: "secrets", name: "hide", payload: { password: "swordfish" } });
    const ref = { source: "apps", queue: "secrets", id };
    await expect(read("secrets", id, other)).rejects.toMatchObject({ code: "NOT_FOUND" });
    // Nor by a name that, put behind the project's id, would lead into the other's queue.
    for (const queue of ["default.secrets", "../default.secrets", "secrets"]) {
      await expect(
        listJobs(platform, "other", { source: "apps", queue, state: "waiting", limit: 10 }),
      ).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(retryJob(platform, other, { ...ref, queue })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(
      listJobs(platform, "other", { source: "platform", queue: "instance", state: "waiting", limit: 10 }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await enqueue({ queue: "secrets", name: "own", payload: 1 }, other);
    const seen = await listJobs(platform, "other", { source: "apps", queue: "secrets", state: "waiting", limit: 10 });
    expect(seen.items.map((job) => job.name)).not.toContain("hide");
    const { items, sources } = await listQueues(platform, { projectId: "other", signal: undefined }, range());
    expect(sources.map((source) => source.id)).toEqual(["apps"]);
    expect(items.map((queue) => queue.queue)).toEqual(["secrets"]);
    expect(await platform.appJobs.get(appQueueName("default", "secrets"), id)).toMatchObject({ state: "waiting" });
  });

  async function pauseQueueOf(queue: string) {
    await platform.directory.ensureQueue("default", queue);
    await pauseQueue(platform, caller, { source: "apps", queue });
  }

  it("with one concurrency key run one at a time", async () => {
    let running = 0;
    let most = 0;
    endpoint.answer = async ({ body }) => {
      if (body.queue !== "keyed") return { status: 200 };
      most = Math.max(most, ++running);
      await sleep(30);
      running -= 1;
      return { status: 200 };
    };
    const jobs = await Promise.all(
      Array.from({ length: 8 }, () => enqueue({ queue: "keyed", name: "one", concurrencyKey: "customer-1" })),
    );
    for (const { id } of jobs) expect(await settled("keyed", id)).toMatchObject({ state: "completed", attempt: 1 });
    expect(most).toBe(1);
  });

  it("that are dead letters are retried by the thousand in the background, with progress, and the rest can be left", async () => {
    const queue = "bulk";
    endpoint.answer = () => ({ status: 400 });
    await platform.directory.ensureQueue("default", queue);
    const jobs = Array.from({ length: 3_000 }, (_, n) => ({ name: n % 3 ? "a" : "b", data: data(n), attempts: 1 }));
    for (let at = 0; at < jobs.length; at += 500) {
      await platform.appJobs.add(appQueueName("default", queue), jobs.slice(at, at + 500));
    }
    const failed = () => listJobs(platform, "default", { source: "apps", queue, state: "failed", limit: 1 });
    await until(async () => (await failed()).total === 3_000);
    await pauseQueue(platform, caller, { source: "apps", queue });
    const filter = { source: "apps", queue, state: "failed", name: "b" } as const;
    const started = await startBulk(platform, caller, { filter, action: "retry" });
    expect(started).toMatchObject({ state: "queued", total: 3_000, createdBy: "Ada" });
    const seen: BulkOperation[] = [];
    for await (const now of new LiveJobs(platform).watchBulk("default", started.id, AbortSignal.timeout(60_000))) {
      seen.push(now);
    }
    expect(seen.at(-1)).toMatchObject({ state: "completed", done: 1_000, skipped: 0, examined: 3_000 });
    expect((await failed()).total).toBe(2_000);
    // One that is cancelled before it begins changes nothing.
    const second = await startBulk(platform, caller, {
      filter: { source: "apps", queue, state: "failed" },
      action: "discard",
    });
    await cancelBulk(platform, caller, second.id);
    const ended = await until(async () => {
      const now = await getBulk(platform, "default", second.id);
      return now.state !== "running" && now.state !== "queued" && now;
    });
    expect(ended.state === "cancelled" || ended.done === 2_000).toBe(true);
    expect((await failed()).total).toBe(2_000 - ended.done);
    await expect(startBulk(platform, caller, { filter, action: "promote" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    await resumeQueue(platform, caller, { source: "apps", queue });
  });

  it("have no gap in history, and get those filled that a killed worker left", async () => {
    const missing = async () => {
      const rows = [];
      for await (const some of missingAttempts(platform, new Date(), AbortSignal.timeout(30_000))) rows.push(...some);
      return rows.filter((row) => row.queue !== "bulk");
    };
    expect(await until(async () => (await missing()).length === 0)).toBe(true);
    const name = appQueueName("default", "ghost");
    const [added] = await platform.appJobs.add(name, [{ name: "haunt", data: data(1), attempts: 1 }]);
    // A worker that ends before it could write what it did.
    const ghost = startQueueWorker({
      backend: jobsBackend(platform.config),
      keep: jobsRetention(platform.config),
      kind: "apps",
      queue: name,
      concurrency: 1,
      run: async () => "boo",
      onAttempt: () => undefined,
      onStalled: () => undefined,
      onError: () => undefined,
    });
    await until(async () => (await platform.appJobs.get(name, added?.id ?? ""))?.state === "completed");
    await ghost.stop(0);
    await platform.directory.ensureQueue("default", "ghost");
    expect(await until(async () => (await missing()).length === 1 && missing())).toMatchObject([
      { queue: "ghost", jobId: added?.id, name: "haunt", attempt: 1, outcome: "completed" },
    ]);
    const second = await startWorker(platform, { log, reconcileAfterMs: 0 });
    await until(async () => (await missing()).length === 0);
    await second.stop(0);
    expect(await read("ghost", added?.id ?? "")).toMatchObject({ attempts: [{ attempt: 1, outcome: "completed" }] });
  });

  it("are refused when they cannot run, before anything is stored", async () => {
    await expect(enqueue({ queue: "q", name: "n", target: "nowhere" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringContaining("`nowhere`"),
    });
    await expect(enqueue({ queue: "q", name: "n", payload: "x".repeat(300_000) })).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
    });
    await expect(enqueue({ queue: "q", name: "n", payload: "a\0b" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(enqueue({ queue: "q", name: "n", id: "12345678" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(await platform.db.jobQueue.count({ where: { projectId: "default", name: "q" } })).toBe(0);
  });

  it("leave samples of the backlog in history, Plimsoll's own queue among them", async () => {
    const scope = { projectId: "default", signal: undefined };
    const ref = { source: "platform", queue: "instance" };
    await until(async () => {
      const { history } = await getQueue(platform, scope, { ...range(), ...ref });
      return history.waiting.some((waiting) => waiting !== null) && history.names.length > 0;
    });
  });

  it("show on the workers' page, to the project they belong to", async () => {
    await until(async () => {
      const row = (await listWorkers(platform.db, "default")).find((one) => one.id === worker.id);
      return row?.queues.some((queue) => queue.queue === "emails" && queue.source === "apps");
    });
    const row = (await listWorkers(platform.db, "other")).find((one) => one.id === worker.id);
    expect(row).toMatchObject({ id: worker.id, status: "running" });
    expect(row?.queues.map((queue) => queue.queue)).toEqual(["secrets"]);
  });

  it("answer UNAVAILABLE while the store is down, and go on by themselves", async () => {
    endpoint.answer = () => ({ status: 200 });
    await enqueue({ queue: "emails", name: "before" });
    if (redis) await redis.stop();
    else await stores.kill("postgres", "SIGTERM");
    const began = Date.now();
    await expect(enqueue({ queue: "emails", name: "lost", id: "lost_job_1" })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      status: 503,
    });
    expect(Date.now() - began).toBeLessThan(8_000);
    if (!redis) {
      const error: unknown = await platform.db.project.count().catch((thrown: unknown) => thrown);
      expect(asUnavailable(error)).toMatchObject({ code: "UNAVAILABLE" });
    }
    if (redis) redis = await startRedis(Number(new URL(redis.url).port));
    else await stores.restart("postgres");
    const { id } = await until(() => enqueue({ queue: "emails", name: "after" }).catch(() => null));
    expect(await settled("emails", id)).toMatchObject({ state: "completed" });
    await expect(read("emails", "lost_job_1")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
