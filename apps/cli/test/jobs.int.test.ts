import { createDatabase, migrateDatabase } from "@plimsoll/db";
import { ensureDefaultProject, runBulk } from "@plimsoll/domain";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { startQueueWorker } from "@plimsoll/jobs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { enqueue, list, retry } from "../src/commands/jobs.ts";
import { withPlatform } from "../src/start/with-platform.ts";

let stores: TestStores;
let log: MockInstance<typeof console.log>;
let out: MockInstance<typeof process.stdout.write>;
const queue = "emails";
const job = { queue, name: "email.send", payload: '{"to":"ada@example.com"}' };
const where = { queue, source: "apps" };

beforeAll(async () => {
  stores = await startTestStores({ postgres: true });
  await migrateDatabase(stores.databaseUrl);
  const db = createDatabase(stores.databaseUrl);
  await ensureDefaultProject(db);
  const projectId = "default";
  await db.target.create({ data: { id: "tgt_1", projectId, name: "app", origin: "http://app", token: "t" } });
  const endpoint = { id: "end_1", projectId, name: "default", url: "http://app/jobs", targetId: "tgt_1" };
  await db.jobEndpoint.create({ data: { ...endpoint, secret: Uint8Array.of(1) } });
  await db.$disconnect();
  vi.stubEnv("DATABASE_URL", stores.databaseUrl);
  // Named because the commands want it; none of them asks it.
  vi.stubEnv("CLICKHOUSE_URL", "http://127.0.0.1:1");
  vi.stubEnv("REDIS_URL", "");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await stores?.stop();
});
beforeEach(() => {
  log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  out = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

const said = () => log.mock.calls.map(([line]) => String(line)).join("\n");
const printed = (): unknown => JSON.parse(String(out.mock.lastCall?.[0]));

/** Runs jobs until `count` have failed for good. */
async function failJobs(count: number): Promise<void> {
  let failed = 0;
  let done = () => undefined as void;
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const worker = startQueueWorker({
    backend: { databaseUrl: stores.databaseUrl },
    kind: "apps",
    queue: "default.emails",
    concurrency: 5,
    keep: { completed: 10, completedMs: 60_000, failedMs: 3_600_000 },
    run: () => Promise.reject(new Error("the endpoint answered 500")),
    onAttempt: (record) => {
      if (record.outcome === "failed" && ++failed === count) done();
    },
    onStalled: () => undefined,
    onError: () => undefined,
  });
  await all;
  await worker.stop(1000);
}

describe("plimsoll jobs", () => {
  it("enqueues, lists and retries", async () => {
    await enqueue({ ...job, id: "job_first_1", retries: "0" });
    await enqueue({ ...job, id: "job_first_1", retries: "0" });
    expect(said()).toBe(
      "Job job_first_1 was added to queue emails.\nJob job_first_1 is on queue emails already; nothing was added.",
    );
    for (let number = 2; number <= 12; number++) {
      const payload = JSON.stringify({ to: `person-${number}@example.com` });
      await enqueue({ ...job, payload, id: `job_first_${number}`, retries: "0", json: true });
    }
    expect(printed()).toEqual({ id: "job_first_12", queue, deduplicated: false });
    await enqueue({ ...job, id: "job_later", delay: "3600000" });

    await list({ ...where, limit: "20", json: true });
    const states = (printed() as { state: string }[]).map((item) => item.state);
    expect(states.sort()).toEqual(["delayed", ...Array.from({ length: 12 }, () => "waiting")]);
    await list({ ...where, limit: "20", text: "PERSON-7@" });
    expect(said()).toMatch(/job_first_7 +waiting +email\.send +0\/1 .*person-7@example\.com/);
    expect(said()).not.toContain("job_first_8");

    await failJobs(12);
    await list({ ...where, limit: "5", state: "failed", json: true });
    expect(printed()).toHaveLength(5);
    expect(printed()).toMatchObject([{ state: "failed", error: "the endpoint answered 500" }, {}, {}, {}, {}]);

    expect(await retry({ ...where, id: ["job_first_3"], json: true })).toBe(true);
    expect(printed()).toEqual({ retried: ["job_first_3"] });
    await expect(retry({ ...where, id: ["job_first_3"] })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(retry({ ...where, id: ["job_missing"] })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(list({ ...where, queue: "unknown", limit: "5" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("retries all that a text finds, through the worker", async () => {
    const retried = retry({ ...where, all: true, text: "person-1", json: true });
    // What the worker does with the operation when its job comes.
    await withPlatform(async (platform) => {
      const find = () => platform.db.jobBulkOperation.findFirst({ where: { state: "queued" } });
      const id = await vi.waitUntil(async () => (await find())?.id, { timeout: 20_000, interval: 50 });
      await runBulk(platform, id, { signal: new AbortController().signal, progress: () => undefined });
    });
    expect(await retried).toBe(true);
    // person-10, person-11 and person-12.
    expect(printed()).toMatchObject({ state: "completed", done: 3, skipped: 0, createdBy: "command line" });
    await list({ ...where, limit: "20", state: "failed", json: true });
    expect(printed()).toHaveLength(8);
  });
});
