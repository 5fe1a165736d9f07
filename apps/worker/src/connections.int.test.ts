import { loadConfig } from "@plimsoll/core";
import {
  type Caller,
  closePlatform,
  createConnection,
  getJob,
  listConnections,
  listJobs,
  listQueues,
  openPlatform,
  pauseQueue,
  type Platform,
  prepareStores,
  removeConnection,
  retryJob,
  updateConnection,
} from "@plimsoll/domain";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { type JobStore, openJobStore } from "@plimsoll/jobs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startRedis, type TestRedis } from "@plimsoll/embedded/testing/redis";

const caller: Caller = { projectId: "default", actor: "Ada" };
const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };
const scope = { projectId: "default", signal: undefined };

let stores: TestStores;
let own: TestRedis;
let theirs: TestRedis;
let app: JobStore;
let platform: Platform;

beforeAll(async () => {
  [stores, own, theirs] = await Promise.all([startTestStores(), startRedis(), startRedis()]);
  const config = loadConfig({
    DATABASE_URL: stores.databaseUrl,
    CLICKHOUSE_URL: stores.clickhouseUrl,
    REDIS_URL: own.url,
    PLIMSOLL_SECRET: "s".repeat(32),
    PLIMSOLL_SELF_TRACING: "false",
  });
  await prepareStores(config);
  platform = openPlatform(config);
  app = openJobStore({
    kind: "foreign",
    redisUrl: theirs.url,
    prefix: "bull",
    writable: true,
    onError: () => undefined,
  });
  await app.add("invoices", [{ name: "print", data: { customer: "Ada" }, attempts: 1 }]);
});
afterAll(async () => {
  await app?.close();
  if (platform) await closePlatform(platform);
  await Promise.all([stores?.stop(), own?.stop(), theirs?.stop()]);
});

const connect = (url: string) =>
  createConnection(platform, caller, { name: "shop", url, prefix: "bull", writable: false });

it("refuses addresses that are never connected to, Plimsoll's own stores, and what does not answer", async () => {
  const wrong: [string, RegExp][] = [
    ["redis://169.254.169.254:6379", /link-local/],
    ["redis://[fe80::1]:6379", /link-local/],
    ["redis://0.0.0.0:6379", /reserved/],
    [own.url, /own/],
    [own.url.replace("127.0.0.1", "localhost"), /own/],
    [stores.databaseUrl.replace(/^postgres(ql)?:/, "redis:"), /own/],
    ["http://127.0.0.1:6379", /redis:\/\//],
    ["redis://127.0.0.1:1", /does not answer/],
  ];
  for (const [url, message] of wrong) {
    await expect(connect(url), url).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringMatching(message),
    });
  }
  expect(await platform.db.queueConnection.count()).toBe(0);
});

it("shows an app's own queues, and changes them only when it was switched on", async () => {
  const { id, ...item } = await connect(theirs.url.replace("redis://", "redis://default:hunter2@")).catch(() =>
    connect(theirs.url),
  );
  expect(item).toMatchObject({ name: "shop", status: "ok", queues: 1, writable: false });
  const [row] = await platform.db.queueConnection.findMany();
  expect(Buffer.from(row?.url ?? []).toString("latin1")).not.toContain("127.0.0.1");
  const { items, sources } = await listQueues(platform, scope, range);
  expect(sources.find((source) => source.id === id)).toMatchObject({ name: "shop", writable: false, error: null });
  expect(items.find((queue) => queue.source === id)).toMatchObject({
    queue: "invoices",
    counts: { waiting: 1 },
    finishedPerMinute: null,
    writable: false,
  });
  const ref = { source: id, queue: "invoices" };
  const { items: jobs } = await listJobs(platform, "default", { ...ref, state: "waiting", text: "ada", limit: 10 });
  const job = await getJob(platform, scope, { ...ref, id: jobs[0]?.id ?? "" });
  expect(job).toMatchObject({ name: "print", payload: { customer: "Ada" }, attempts: [], writable: false });
  await expect(pauseQueue(platform, caller, ref)).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(retryJob(platform, caller, { ...ref, id: job.id })).rejects.toMatchObject({ code: "CONFLICT" });
  await updateConnection(platform, caller, { id, writable: true });
  await pauseQueue(platform, caller, ref);
  expect(await app.summary("invoices")).toMatchObject({ paused: true });
  // Another project has no such source.
  await expect(listJobs(platform, "other", { ...ref, state: "waiting", limit: 10 })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

it("says that a Redis is down without hiding the rest, and forgets it", async () => {
  await theirs.stop();
  const [item] = await listConnections(platform, "default");
  expect(item).toMatchObject({ status: "down", queues: null });
  const { sources } = await listQueues(platform, scope, range);
  expect(sources.map(({ name, error }) => [name, error === null])).toEqual([
    ["Apps", true],
    ["Plimsoll", true],
    ["shop", false],
  ]);
  await removeConnection(platform, caller, item?.id ?? "");
  expect(await listConnections(platform, "default")).toEqual([]);
  expect(platform.connections.openCount).toBe(0);
});
