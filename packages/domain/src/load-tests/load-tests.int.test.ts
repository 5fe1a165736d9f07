import { loadConfig, type LoadScriptInput, loadScriptSchema } from "@plimsoll/core";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { INSTANCE_QUEUE } from "@plimsoll/jobs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { closePlatform, openPlatform } from "../system/open-platform.ts";
import { prepareStores } from "../system/prepare-stores.ts";
import { createTarget } from "../targets/create-target.ts";
import { approveTarget } from "../targets/manage-targets.ts";
import { cancelLoadRun } from "./cancel-load-run.ts";
import { dryRunScript } from "./dry-run-script.ts";
import { listLoadRuns } from "./list-load-runs.ts";
import { getLoadTest, listLoadTests } from "./list-load-tests.ts";
import { getLoadCaps, setLoadCaps } from "./load-caps.ts";
import { createLoadTest, removeLoadTest, updateLoadTest } from "./manage-load-tests.ts";
import { startLoadTest } from "./start-load-test.ts";
import { sweepLoadRuns } from "./sweep-load-runs.ts";

const ada: Caller = { projectId: "default", actor: "Ada" };
const eve: Caller = { projectId: "other", actor: "Eve" };
/** Nothing is sent in these tests: no worker runs. */
const OPEN = "http://127.0.0.1:9";
const CLOSED = "http://127.0.0.1:10";

const script = (url: string, rest: Partial<LoadScriptInput> = {}) =>
  loadScriptSchema.parse({
    load: { mode: "open", stages: [{ durationMs: 1_000, rate: 5 }] },
    scenarios: [{ name: "a", steps: [{ type: "request", url }] }],
    ...rest,
  });
const test = (name: string, url = `${OPEN}/`) => ({ name, description: "", service: null, script: script(url) });

describe("load tests", () => {
  let stores: TestStores;
  let platform: Platform;
  beforeAll(async () => {
    stores = await startTestStores();
    const config = loadConfig({
      DATABASE_URL: stores.databaseUrl,
      CLICKHOUSE_URL: stores.clickhouseUrl,
      PLIMSOLL_SELF_TRACING: "false",
    });
    await prepareStores(config);
    platform = openPlatform(config);
    await platform.db.project.create({ data: { id: "other", name: "Other" } });
    for (const caller of [ada, eve]) {
      const target = await createTarget(platform.db, caller, { name: "open", origin: OPEN });
      await approveTarget(platform.db, caller, target.id);
      await createTarget(platform.db, caller, { name: "closed", origin: CLOSED });
    }
  });
  afterAll(async () => {
    if (platform) await closePlatform(platform);
    await stores?.stop();
  });
  afterEach(async () => {
    await platform.db.loadTest.deleteMany();
    await platform.db.loadRun.deleteMany();
    await platform.db.loadCaps.deleteMany();
    await platform.db.auditEntry.deleteMany({ where: { action: { startsWith: "load-test" } } });
  });

  const audit = async () =>
    (
      await platform.db.auditEntry.findMany({ where: { action: { startsWith: "load-test" } }, orderBy: { at: "asc" } })
    ).map(({ action, actor, projectId, detail }) => ({ action, actor, projectId, detail }));
  const start = (caller: Caller, input: object) => startLoadTest(platform, caller, { workers: 1, ...input });
  const stateOf = async (id: string) => (await platform.db.loadRun.findUniqueOrThrow({ where: { id } })).state;

  it("are kept, changed and removed, which is recorded; runs outlive them", async () => {
    const { id } = await createLoadTest(platform, ada, test("checkout"));
    await expect(createLoadTest(platform, ada, test("checkout"))).rejects.toMatchObject({ code: "CONFLICT" });
    const broken = { ...test("broken"), script: script("/no-base") };
    await expect(createLoadTest(platform, ada, broken)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await updateLoadTest(platform, ada, { id, ...test("basket", `${CLOSED}/basket`), service: "shop" });
    expect(await getLoadTest(platform, "default", id)).toMatchObject({
      name: "basket",
      service: "shop",
      mode: "open",
      origins: [CLOSED],
      lastRun: null,
      trend: [],
      createdBy: "Ada",
      targets: [{ origin: CLOSED, open: false, reason: expect.stringContaining("nobody has proven or approved it") }],
    });
    await updateLoadTest(platform, ada, { id, ...test("basket") });
    const { runId } = await start(ada, { id });
    const [item] = await listLoadTests(platform, "default", { limit: 10 });
    expect(item).toMatchObject({ id, lastRun: { id: runId, state: "queued", startedBy: "Ada", progress: null } });
    await removeLoadTest(platform, ada, id);
    const { items } = await listLoadRuns(platform, "default", { limit: 10, states: [] });
    expect(items).toMatchObject([{ id: runId, testId: null, name: "basket" }]);
    expect(await audit()).toMatchObject([
      { action: "load-test.create", actor: "Ada", detail: { name: "checkout", origins: [OPEN] } },
      { action: "load-test.update", detail: { name: "basket", origins: [CLOSED] } },
      { action: "load-test.update", detail: { origins: [OPEN] } },
      { action: "load-test.start", actor: "Ada", detail: { run: runId, origins: [OPEN], mode: "open" } },
      { action: "load-test.delete", detail: { name: "basket" } },
    ]);
  });

  it("belong to their project: another one neither sees, changes, starts nor stops them", async () => {
    const { id } = await createLoadTest(platform, ada, test("mine"));
    const { runId } = await start(ada, { id });
    const none = { code: "NOT_FOUND" };
    await expect(getLoadTest(platform, "other", id)).rejects.toMatchObject(none);
    await expect(updateLoadTest(platform, eve, { id, ...test("hers") })).rejects.toMatchObject(none);
    await expect(removeLoadTest(platform, eve, id)).rejects.toMatchObject(none);
    await expect(start(eve, { id })).rejects.toMatchObject(none);
    await expect(cancelLoadRun(platform, eve, runId)).rejects.toMatchObject(none);
    expect(await listLoadTests(platform, "other", { limit: 10 })).toEqual([]);
    expect((await listLoadRuns(platform, "other", { limit: 10, states: [] })).items).toEqual([]);
    expect((await listLoadRuns(platform, "other", { limit: 10, states: [], testId: id })).items).toEqual([]);
    const busy = start(eve, { script: script(`${OPEN}/`) });
    await expect(busy).rejects.toMatchObject({
      code: "CONFLICT",
      message: `${OPEN} is under load already, by a run of another project. Wait until it ends, or stop it.`,
    });
    await setLoadCaps(platform, ada, { ...(await getLoadCaps(platform, "default")), maxRate: 7 });
    expect(await getLoadCaps(platform, "other")).toMatchObject({ maxRate: 5_000 });
  });

  it("start only against targets that are open, dry runs too", async () => {
    for (const url of [
      `${CLOSED}/`,
      "http://127.0.0.1:11/",
      "http://169.254.169.254/",
      "http://[::ffff:169.254.169.254]/",
    ]) {
      const refused = { code: "FORBIDDEN" };
      await expect(start(ada, { script: script(url) })).rejects.toMatchObject(refused);
      await expect(dryRunScript(platform, ada, script(url))).rejects.toMatchObject(refused);
    }
    const mixed = script(`${OPEN}/`, {
      scenarios: [
        { name: "a", steps: [{ type: "request", url: `${OPEN}/` }] },
        { name: "b", steps: [{ type: "group", name: "g", steps: [{ type: "request", url: "http://{{host}}:10/" }] }] },
      ],
      variables: { host: "127.0.0.1" },
    });
    await expect(start(ada, { script: mixed })).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining(CLOSED),
    });
    expect(await platform.db.loadRun.count()).toBe(0);
    expect(await audit()).toEqual([]);
  });

  it("start one run at a time against an origin", async () => {
    const { runId } = await start(ada, { script: script(`${OPEN}/`), name: "first" });
    const again = start(ada, { script: script(`${OPEN}/other`) });
    await expect(again).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining(`the run first (${runId})`),
    });
    await cancelLoadRun(platform, ada, runId);
    const both = await Promise.allSettled([1, 2].map(() => start(ada, { script: script(`${OPEN}/`) })));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("keep to the caps", async () => {
    await setLoadCaps(platform, ada, { maxRate: 100, maxDurationMs: 60_000, maxConcurrency: 50, maxRequests: 1_000 });
    const refused = async (load: LoadScriptInput["load"], about: string) =>
      expect(start(ada, { script: script(`${OPEN}/`, { load, thresholds: ["p95 < 1s"] }) })).rejects.toMatchObject({
        code: "FORBIDDEN",
        message: expect.stringContaining(about),
      });
    await refused({ mode: "open", stages: [{ durationMs: 1_000, rate: 101 }] }, "100 are allowed");
    await refused({ mode: "open", stages: [{ durationMs: 1_000, rate: 1, startRate: 101 }] }, "100 are allowed");
    await refused({ mode: "open", stages: [{ durationMs: 61_000, rate: 1 }] }, "may take 60 s");
    await refused({ mode: "open", stages: [{ durationMs: 11_000, rate: 100 }] }, "may send 1000");
    await refused({ mode: "closed", stages: [{ durationMs: 1_000, users: 51 }] }, "50 may be there at once");
    await refused({ mode: "capacity", maxRate: 101 }, "100 are allowed");
    await refused({ mode: "capacity", maxRate: 100 }, "may take 60 s");
    const { runId } = await start(ada, { script: script(`${OPEN}/`) });
    const { script: kept } = await platform.db.loadRun.findUniqueOrThrow({ where: { id: runId } });
    expect(kept).toMatchObject({ load: { maxInFlight: 50 } });
    expect(await audit()).toMatchObject([
      { action: "load-test.caps", actor: "Ada", detail: { maxRate: 100 } },
      { action: "load-test.start" },
    ]);
  });

  it("are refused with what is wrong with them", async () => {
    const wrong = script(`${OPEN}/{{nobody}}`, { thresholds: ["p95 is small"] });
    await expect(start(ada, { script: wrong })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringMatching(/nobody.*p95 is small/s),
    });
  });

  it("start as a flow of jobs, one a share; a run that waits is stopped at once", async () => {
    const { runId } = await start(ada, { script: script(`${OPEN}/`), workers: 8 });
    // No worker is there: one share waits for the first.
    const finish = await platform.platformJobs.get(INSTANCE_QUEUE, `load-finish-${runId}`);
    expect(finish).toMatchObject({ name: "load.finish", state: "waiting-children", data: { runId } });
    const share = await platform.platformJobs.get(INSTANCE_QUEUE, `load-share-${runId}-0`);
    expect(share).toMatchObject({ name: "load.share", state: "waiting", data: { runId, index: 0 } });
    await cancelLoadRun(platform, ada, runId);
    await cancelLoadRun(platform, ada, runId);
    expect(await stateOf(runId)).toBe("cancelled");
    expect((await audit()).map(({ action }) => action)).toEqual(["load-test.start", "load-test.cancel"]);
  });

  it("end with an error when no worker comes", async () => {
    const { runId } = await start(ada, { script: script(`${OPEN}/`) });
    const soon = new Date(Date.now() + 30_000);
    const late = new Date(Date.now() + 50_000);
    expect(await sweepLoadRuns(platform, soon)).toBe(0);
    expect(await stateOf(runId)).toBe("queued");
    expect(await sweepLoadRuns(platform, late)).toBe(1);
    const { items } = await listLoadRuns(platform, "default", { limit: 1, states: ["error"] });
    expect(items).toMatchObject([{ id: runId, verdict: expect.stringContaining("No worker process took it") }]);
  });

  it("list runs in pages, newest first", async () => {
    const ids: string[] = [];
    for (const name of ["a", "b", "c"]) {
      const { runId } = await start(ada, { script: script(`${OPEN}/`), name });
      await cancelLoadRun(platform, ada, runId);
      ids.unshift(runId);
    }
    const first = await listLoadRuns(platform, "default", { limit: 2, states: [] });
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const cursor = first.nextCursor ?? "";
    const rest = await listLoadRuns(platform, "default", { limit: 2, states: [], cursor });
    expect(rest).toMatchObject({ items: [{ id: ids[2] }], nextCursor: null });
    const bad = listLoadRuns(platform, "default", { limit: 2, states: [], cursor: "nonsense" });
    await expect(bad).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
