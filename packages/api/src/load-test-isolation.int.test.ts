import { type KeyScope, loadConfig, type Principal } from "@plimsoll/core";
import { closePlatform, LiveJobs, LiveTraces, openPlatform, type Platform, prepareStores } from "@plimsoll/domain";
import { createAuth } from "@plimsoll/domain/accounts";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCaller } from "./root.ts";

const SECRET = "swordfish-4711";
const ORIGIN = "http://127.0.0.1:9";
let stores: TestStores;
let platform: Platform;

function callerOf(projectId: string, scope: KeyScope = "admin") {
  const auth = createAuth(platform.db, { ...platform.config, PLIMSOLL_SECRET: "s".repeat(32) });
  const live = { live: new LiveTraces(platform), liveJobs: new LiveJobs(platform) };
  const name = `key of ${projectId}`;
  const principal: Principal = { kind: "apiKey", keyId: `key_${projectId}`, name, scopes: [scope], projectId };
  return createCaller({ platform, auth, ...live, principal });
}

beforeAll(async () => {
  stores = await startTestStores();
  const config = loadConfig({
    DATABASE_URL: stores.databaseUrl,
    CLICKHOUSE_URL: stores.clickhouseUrl,
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

const test = {
  name: "checkout",
  service: "shop",
  script: {
    load: { mode: "open" as const, stages: [{ durationMs: 1_000, rate: 1 }] },
    scenarios: [
      {
        name: "a",
        steps: [{ type: "request" as const, url: `${ORIGIN}/`, headers: { authorization: `Bearer ${SECRET}` } }],
      },
    ],
  },
};

it("what one project has is out of reach to another's key; those who only look see no secrets", async () => {
  const one = callerOf("one");
  const two = callerOf("two");
  const { id: targetId } = await one.targets.create({ name: "shop", origin: ORIGIN });
  await one.targets.approve({ id: targetId });
  const { id } = await one.loadTests.create(test);
  const { runId } = await one.loadTests.start({ id });

  const none = { code: "NOT_FOUND" };
  await expect(two.loadTests.get({ id })).rejects.toMatchObject(none);
  await expect(two.loadTests.update({ id, ...test })).rejects.toMatchObject(none);
  await expect(two.loadTests.remove({ id })).rejects.toMatchObject(none);
  await expect(two.loadTests.start({ id })).rejects.toMatchObject(none);
  await expect(two.loadTests.cancel({ runId })).rejects.toMatchObject(none);
  await expect(two.loadTests.results({ runId })).rejects.toMatchObject(none);
  await expect(two.loadTests.timeSpent({ runId })).rejects.toMatchObject(none);
  await expect(two.loadTests.compare({ runId, baseRunId: runId })).rejects.toMatchObject(none);
  await expect((await two.loadTests.live({ runId }))[Symbol.asyncIterator]().next()).rejects.toMatchObject(none);
  // A target that one project opened is not open to another.
  await expect(two.loadTests.start({ script: test.script })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(two.loadTests.dryRun({ script: test.script })).rejects.toMatchObject({ code: "FORBIDDEN" });
  const everything = await Promise.all([
    two.loadTests.list({}),
    two.loadTests.runs({}),
    two.loadTests.runs({ testId: id }),
    two.loadTests.loadLines(),
    two.loadTests.loadLine({ service: "shop" }),
  ]);
  expect(JSON.stringify(everything)).not.toMatch(new RegExp(`${SECRET}|${id}|${runId}|127\\.0\\.0\\.1`));

  for (const scope of ["write", "admin"] as const) {
    expect(JSON.stringify(await callerOf("one", scope).loadTests.get({ id }))).toContain(SECRET);
  }
  const viewer = callerOf("one", "read");
  const first = await (await viewer.loadTests.live({ runId }))[Symbol.asyncIterator]().next();
  const seen = [await viewer.loadTests.get({ id }), await viewer.loadTests.results({ runId }), first.value];
  expect(seen).toMatchObject([{ name: "checkout" }, { run: { id: runId } }, { run: { id: runId } }]);
  expect(JSON.stringify(seen)).not.toContain(SECRET);
});
