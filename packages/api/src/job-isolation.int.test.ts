import { loadConfig, type Principal } from "@plimsoll/core";
import { closePlatform, LiveJobs, LiveTraces, openPlatform, type Platform, prepareStores } from "@plimsoll/domain";
import { createAuth } from "@plimsoll/domain/accounts";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCaller } from "./root.ts";

const SECRET = "swordfish-4711";
const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };

let stores: TestStores;
let platform: Platform;

const keyOf = (projectId: string): Principal => ({
  kind: "apiKey",
  keyId: `key_${projectId}`,
  name: `key of ${projectId}`,
  scopes: ["admin"],
  projectId,
});
function callerOf(projectId: string) {
  const auth = createAuth(platform.db, { ...platform.config, PLIMSOLL_SECRET: "s".repeat(32) });
  const live = { live: new LiveTraces(platform), liveJobs: new LiveJobs(platform) };
  return createCaller({ platform, auth, ...live, principal: keyOf(projectId) });
}

beforeAll(async () => {
  stores = await startTestStores();
  const config = loadConfig({
    DATABASE_URL: stores.databaseUrl,
    CLICKHOUSE_URL: stores.clickhouseUrl,
    PLIMSOLL_SECRET: "s".repeat(32),
    PLIMSOLL_SELF_TRACING: "false",
  });
  await prepareStores(config);
  platform = openPlatform(config);
  for (const id of ["one", "two"]) await platform.db.project.create({ data: { id, name: id } });
});
afterAll(async () => {
  if (platform) await closePlatform(platform);
  await stores?.stop();
});

it("what one project stores is invisible and out of reach to another's key, whatever it names", async () => {
  const one = callerOf("one");
  const two = callerOf("two");
  await one.jobEndpoints.create({ name: "default", url: "http://127.0.0.1:9/jobs" });
  const { id } = await one.jobs.enqueue({ queue: "mail", name: SECRET, payload: { SECRET } });
  const failing = { queue: "mail", jobName: SECRET, payload: { SECRET }, name: SECRET, everyMs: 3_600_000 };
  const schedule = await one.schedules.create(failing);
  const bulk = await one.jobBulk.start({ filter: { queue: "mail", state: "failed" }, action: "retry" });
  await two.queues.configure({ queue: "own" });
  expect(JSON.stringify(await one.jobs.list({ queue: "mail", state: "waiting" }))).toContain(SECRET);

  const refused = { code: "NOT_FOUND" };
  for (const queue of ["mail", "one.mail", "one.", "../one.mail"]) {
    const ref = { queue, id };
    await expect(two.jobs.get(ref)).rejects.toMatchObject(refused);
    await expect(two.jobs.retry(ref)).rejects.toMatchObject(refused);
    await expect(two.jobs.promote(ref)).rejects.toMatchObject(refused);
    await expect(two.jobs.discard(ref)).rejects.toMatchObject(refused);
    await expect(two.jobs.list({ queue, state: "waiting" })).rejects.toMatchObject(refused);
    await expect(two.queues.get({ ...range, queue })).rejects.toMatchObject(refused);
    await expect(two.queues.pause({ queue })).rejects.toMatchObject(refused);
    const filter = { queue, state: "waiting" as const };
    await expect(two.jobBulk.start({ filter, action: "discard" })).rejects.toMatchObject(refused);
    await expect((await two.jobs.watch(ref))[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused);
  }
  // The same name is another queue there; an id of the other's is no job in it.
  await two.queues.configure({ queue: "mail" });
  await expect(two.jobs.get({ queue: "mail", id })).rejects.toMatchObject(refused);
  await expect(two.jobBulk.get({ id: bulk.id })).rejects.toMatchObject(refused);
  await expect(two.jobBulk.cancel({ id: bulk.id })).rejects.toMatchObject(refused);
  await expect(two.schedules.runNow({ id: schedule.id })).rejects.toMatchObject(refused);
  await expect(two.queues.list({ ...range, source: "platform" })).rejects.toMatchObject(refused);

  const everything = await Promise.all([
    two.jobs.list({ queue: "mail", state: "waiting" }),
    two.queues.list(range),
    two.jobBulk.list({}),
    two.schedules.list(),
    two.jobEndpoints.list(),
    two.targets.list(),
    two.workers.list(),
    two.connections.list(),
  ]);
  expect(JSON.stringify(everything)).not.toMatch(new RegExp(`${SECRET}|${id}|127\\.0\\.0\\.1`));
  expect(await one.jobs.get({ queue: "mail", id })).toMatchObject({ state: "waiting", payload: { SECRET } });
});
