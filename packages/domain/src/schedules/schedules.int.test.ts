import { AppError, loadConfig, type SchedulesCreateInput, schedulesCreateInputSchema } from "@plimsoll/core";
import { createDatabase, type Database, migrateDatabase } from "@plimsoll/db";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import type { JobStore, NewJob } from "@plimsoll/jobs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "../audit/record-audit.ts";
import { DEFAULT_PROJECT_ID, ensureDefaultProject } from "../platform.ts";
import { ProjectDirectory } from "../queues/project-directory.ts";
import { closePlatform, openPlatform } from "../system/open-platform.ts";
import {
  createSchedule,
  ensurePlatformSchedules,
  fireDueSchedules,
  listSchedules,
  pauseSchedule,
  previewRuns,
  removeSchedule,
  resumeSchedule,
  runScheduleNow,
  startScheduleTicker,
  updateSchedule,
} from "./index.ts";
import type { SchedulePlatform } from "./schedule-platform.ts";

/** Jobs by their id, as BullMQ keeps them: an id that is there already changes nothing. */
class MemoryStore implements Pick<JobStore, "add"> {
  readonly jobs = new Map<string, { queue: string; job: NewJob }>();
  /** Ids in the order in which they were asked for, repeated ones too. */
  readonly asked: string[] = [];
  /** Called after the jobs are stored and before the answer. */
  afterStored: () => Promise<void> = async () => undefined;

  async add(queue: string, jobs: readonly NewJob[]) {
    for (const job of jobs) {
      const id = job.id ?? "none";
      this.asked.push(id);
      if (!this.jobs.has(id)) this.jobs.set(id, { queue, job });
    }
    await this.afterStored();
    return jobs.map((job) => ({ id: job.id ?? "none", deduplicated: false }));
  }
}

let stores: TestStores;
let db: Database;
let apps: MemoryStore;
let own: MemoryStore;
let platform: SchedulePlatform;
const caller = { projectId: DEFAULT_PROJECT_ID, actor: "Ada" };
const at = (time: string) => new Date(`2027-${time}Z`);

beforeAll(async () => {
  stores = await startTestStores({ postgres: true });
  await migrateDatabase(stores.databaseUrl);
  db = createDatabase(stores.databaseUrl, { poolSize: 20 });
  await ensureDefaultProject(db);
  await db.target.create({
    data: { id: "tgt_1", projectId: "default", name: "app", origin: "http://app", token: "t" },
  });
  const endpoint = { id: "end_1", projectId: "default", name: "default", url: "http://app/jobs", targetId: "tgt_1" };
  await db.jobEndpoint.create({ data: { ...endpoint, secret: Uint8Array.of(1) } });
});
afterAll(async () => {
  await db?.$disconnect();
  await stores?.stop();
});
beforeEach(async () => {
  await db.jobSchedule.deleteMany();
  apps = new MemoryStore();
  own = new MemoryStore();
  platform = {
    config: loadConfig({}),
    db,
    directory: new ProjectDirectory(db),
    appJobs: apps as unknown as JobStore,
    platformJobs: own as unknown as JobStore,
  };
});

const create = (input: Partial<SchedulesCreateInput>, now = at("01-01T00:00:00")) =>
  createSchedule(
    platform,
    caller,
    schedulesCreateInputSchema.parse({ name: "nightly", queue: "reports", jobName: "report.build", ...input }),
    now,
  );
const ranAt = (id: string) =>
  [...apps.jobs.keys()].map((job) => new Date(Number(job.slice(id.length + 1))).toISOString());

describe("schedules", () => {
  it("fire a job with all its settings when they are due, and then move on", async () => {
    const made = await create({
      cron: "0 3 * * *",
      timezone: "Europe/Berlin",
      payload: { report: "daily" },
      retries: 2,
      priority: 5,
      timeoutMs: 1234,
      target: "default",
      concurrencyKey: "reports",
      backoff: { type: "fixed", delayMs: 10, jitter: 0 },
    });
    expect(made).toMatchObject({ kind: "app", createdBy: "Ada", lastRunAt: null, missedRuns: "once", paused: false });
    expect(made.nextRuns.slice(0, 2)).toEqual(["2027-01-01T02:00:00.000Z", "2027-01-02T02:00:00.000Z"]);
    const early = await fireDueSchedules(platform, at("01-01T01:59:59"));
    expect(early).toEqual({ fired: 0, refused: [], nextDueAt: at("01-01T02:00:00") });
    const due = await fireDueSchedules(platform, at("01-01T02:00:00"));
    expect(due).toEqual({ fired: 1, refused: [], nextDueAt: at("01-02T02:00:00") });
    const id = `${made.id}-${at("01-01T02:00:00").getTime()}`;
    expect(apps.jobs.get(id)).toEqual({
      queue: "default.reports",
      job: expect.objectContaining({
        id,
        name: "report.build",
        attempts: 3,
        priority: 5,
        trace: "link",
        data: {
          v: 1,
          payload: { report: "daily" },
          target: "default",
          timeoutMs: 1234,
          backoff: { type: "fixed", delayMs: 10, jitter: 0 },
          concurrencyKey: "reports",
          scheduleId: made.id,
          by: "schedule nightly",
        },
      }),
    });
    expect(await fireDueSchedules(platform, at("01-01T02:00:01"))).toMatchObject({ fired: 0 });
    const [listed] = await listSchedules(db, DEFAULT_PROJECT_ID, at("01-01T02:00:01"));
    expect(listed).toMatchObject({ lastJobId: id, lastRunAt: "2027-01-01T02:00:00.000Z" });
    expect(await db.jobQueue.count({ where: { name: "reports" } })).toBe(1);
  });

  it.each([
    ["30 2 * * *", "Europe/Berlin", "03-27T12:00:00", ["2027-03-28T01:00:00.000Z", "2027-03-29T00:30:00.000Z"]],
    ["30 2 * * *", "Europe/Berlin", "10-30T12:00:00", ["2027-10-31T00:30:00.000Z", "2027-11-01T01:30:00.000Z"]],
    ["30 2 * * *", "America/New_York", "03-13T12:00:00", ["2027-03-14T07:00:00.000Z", "2027-03-15T06:30:00.000Z"]],
    ["30 1 * * *", "America/New_York", "11-06T12:00:00", ["2027-11-07T05:30:00.000Z", "2027-11-08T06:30:00.000Z"]],
  ])("`%s` in %s fires once a day across the change after %s", async (cron, timezone, from, expected) => {
    const start = at(from);
    const made = await create({ cron, timezone }, start);
    // A clock that goes on by a quarter of an hour, for two days.
    for (let tick = 0; tick <= 192; tick++) {
      await fireDueSchedules(platform, new Date(start.getTime() + tick * 900_000));
    }
    expect(ranAt(made.id)).toEqual(expected);
  });

  it.each([
    ["skip", ["2027-01-01T08:00:00.000Z"]],
    ["once", ["2027-01-01T07:00:00.000Z", "2027-01-01T08:00:00.000Z"]],
    ["all", [1, 2, 3, 4, 5, 6, 7, 8].map((hour) => `2027-01-01T0${hour}:00:00.000Z`)],
  ] as const)("make up runs missed while no worker ran: %s", async (missedRuns, expected) => {
    const made = await create({ everyMs: 3_600_000, missedRuns });
    await fireDueSchedules(platform, at("01-01T07:30:00"));
    await fireDueSchedules(platform, at("01-01T08:00:00"));
    expect(ranAt(made.id)).toEqual(expected);
  });

  it("do not run while paused, and go on with the next run after it", async () => {
    const made = await create({ everyMs: 3_600_000, missedRuns: "all" });
    expect(await pauseSchedule(platform, caller, made.id)).toMatchObject({ paused: true, nextRuns: [] });
    expect(await fireDueSchedules(platform, at("01-01T05:10:00"))).toEqual({ fired: 0, refused: [], nextDueAt: null });
    const resumed = await resumeSchedule(platform, caller, made.id, at("01-01T05:10:00"));
    expect(resumed.nextRuns[0]).toBe("2027-01-01T06:00:00.000Z");
    await fireDueSchedules(platform, at("01-01T06:00:00"));
    expect(ranAt(made.id)).toEqual(["2027-01-01T06:00:00.000Z"]);
  });

  it("run now, paused or not, without moving the next run", async () => {
    const made = await create({ everyMs: 3_600_000, paused: true });
    const { jobId } = await runScheduleNow(platform, caller, made.id, at("01-01T00:20:00"));
    expect(apps.jobs.get(jobId)?.job.data).toMatchObject({ scheduleId: made.id });
    expect((await listSchedules(db, DEFAULT_PROJECT_ID))[0]).toMatchObject({ lastJobId: jobId, paused: true });
  });

  it("keep a run that is due when something else than the rhythm is changed", async () => {
    const made = await create({ everyMs: 3_600_000 });
    const input = schedulesCreateInputSchema.parse({
      name: "renamed",
      queue: "reports",
      jobName: "other",
      everyMs: 3_600_000,
    });
    await updateSchedule(platform, caller, { ...input, id: made.id }, at("01-01T01:00:05"));
    expect(await fireDueSchedules(platform, at("01-01T01:00:06"))).toMatchObject({ fired: 1 });
    const faster = { ...input, everyMs: 600_000, id: made.id };
    const changed = await updateSchedule(platform, caller, faster, at("01-01T01:05:00"));
    expect(changed).toMatchObject({ name: "renamed", jobName: "other" });
    expect(changed.nextRuns[0]).toBe("2027-01-01T01:10:00.000Z");
  });

  it("refuse what cannot work, and say why", async () => {
    await expect(create({ cron: "0 0 30 2 *" })).rejects.toMatchObject({ code: "BAD_REQUEST", message: /never comes/ });
    await expect(create({ cron: "0 0 * * *", timezone: "Nowhere" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(create({ everyMs: 1000, target: "missing" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(create({ everyMs: 1000, payload: "x".repeat(300_000) })).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
    });
    await create({ everyMs: 1000 });
    await expect(create({ everyMs: 1000 })).rejects.toMatchObject({ code: "CONFLICT", message: /`nightly` already/ });
    await expect(removeSchedule(platform, { ...caller, projectId: "other" }, "sch_none")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(() => previewRuns({ cron: "nonsense", timezone: "UTC" })).toThrow(/cannot be read/);
    expect(previewRuns({ everyMs: 1000, timezone: "UTC" }, at("01-01T00:00:00"))[0]).toBe("2027-01-01T00:00:01.000Z");
  });

  it("are recorded with who changed them, and gone when removed", async () => {
    const made = await create({ everyMs: 3_600_000 });
    await pauseSchedule(platform, caller, made.id);
    await pauseSchedule(platform, caller, made.id);
    await removeSchedule(platform, caller, made.id);
    expect(await listSchedules(db, DEFAULT_PROJECT_ID)).toEqual([]);
    const audit = await listAudit(db, DEFAULT_PROJECT_ID, `schedule:${made.id}`);
    expect(audit.map((entry) => entry.action)).toEqual(["schedule.remove", "schedule.pause", "schedule.create"]);
    expect(audit[0]).toMatchObject({ actor: "Ada", detail: { name: "nightly" } });
  });
});

describe("several workers", () => {
  it("fire each run once, however many tick at once", async () => {
    for (let number = 0; number < 20; number++) await create({ name: `each ${number}`, everyMs: 60_000 });
    const now = at("01-01T00:01:00");
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => fireDueSchedules(platform, now)));
    expect(outcomes.reduce((sum, outcome) => sum + outcome.fired, 0)).toBe(20);
    expect(apps.asked).toHaveLength(20);
    expect(apps.jobs.size).toBe(20);
  });

  it("a worker that dies after it added the job and before it moved on does not make it run twice", async () => {
    const made = await create({ everyMs: 60_000 });
    const now = at("01-01T00:01:00");
    // The database ends the worker's connection in the middle of its transaction, as when its process is killed.
    apps.afterStored = async () => {
      await db.$queryRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE state = 'idle in transaction' AND datname = current_database()`;
    };
    await expect(fireDueSchedules(platform, now)).rejects.toThrow();
    expect(apps.jobs.size).toBe(1);
    apps.afterStored = async () => undefined;
    expect(await fireDueSchedules(platform, now)).toMatchObject({ fired: 1 });
    expect(apps.asked).toHaveLength(2);
    expect([...apps.jobs.keys()]).toEqual([`${made.id}-${now.getTime()}`]);
  });

  it("keep a run due while the queue's store is down", async () => {
    const made = await create({ everyMs: 60_000 });
    const now = at("01-01T00:01:00");
    apps.afterStored = () => Promise.reject(new AppError("UNAVAILABLE", "down"));
    await expect(fireDueSchedules(platform, now)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    apps.afterStored = async () => undefined;
    expect(await fireDueSchedules(platform, at("01-01T00:01:30"))).toMatchObject({ fired: 1 });
    expect([...apps.jobs.keys()]).toEqual([`${made.id}-${now.getTime()}`]);
  });

  it("go on with the others when one cannot be run at all", async () => {
    const bad = await create({ name: "bad", everyMs: 60_000 });
    await db.jobSchedule.update({ where: { id: bad.id }, data: { payload: "x".repeat(300_000) } });
    const good = await create({ name: "good", everyMs: 60_000 });
    const outcome = await fireDueSchedules(platform, at("01-01T00:01:00"));
    expect(outcome).toMatchObject({ fired: 1, refused: [{ scheduleId: bad.id, name: "bad" }] });
    expect(ranAt(good.id)).toEqual(["2027-01-01T00:01:00.000Z"]);
    expect(outcome.nextDueAt).toEqual(at("01-01T00:02:00"));
  });

  it("fire by themselves while a ticker runs, and stop when asked", async () => {
    let told = () => undefined as void;
    const fired = new Promise<void>((resolve) => {
      told = resolve;
    });
    const ticker = startScheduleTicker(platform, {
      onFired: () => told(),
      onError: (error) => {
        throw error;
      },
    });
    const made = await create({ everyMs: 1000 }, new Date());
    await fired;
    await ticker.stop();
    expect([...apps.jobs.keys()][0]).toContain(made.id);
  });
});

describe("with the real queues", () => {
  it("several workers that tick at once add one job each time", async () => {
    const real = openPlatform({
      ...loadConfig({}),
      DATABASE_URL: stores.databaseUrl,
      // Named because opening asks for it; schedules do not use it.
      CLICKHOUSE_URL: "http://127.0.0.1:1",
    });
    const made = await create({ everyMs: 60_000, payload: { report: "daily" }, queue: "real" });
    for (const minute of ["01", "02"]) {
      const now = at(`01-01T00:${minute}:00`);
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => fireDueSchedules(real, now)));
      expect(outcomes.reduce((sum, outcome) => sum + outcome.fired, 0)).toBe(1);
      // As after a crash before the schedule moved on.
      await db.jobSchedule.update({ where: { id: made.id }, data: { nextRunAt: now } });
      expect(await fireDueSchedules(real, now)).toMatchObject({ fired: 1 });
    }
    const { items } = await real.appJobs.list("default.real", { state: "waiting" }, { limit: 10 });
    expect(items.map((item) => item.id).sort()).toEqual(
      ["01", "02"].map((minute) => `${made.id}-${at(`01-01T00:${minute}:00`).getTime()}`),
    );
    expect((await real.appJobs.get("default.real", items[0]?.id ?? ""))?.payload).toEqual({ report: "daily" });
    await closePlatform(real);
  });
});

describe("Plimsoll's own schedules", () => {
  const table = [
    { job: "instance.maintain", queue: "instance", everyMs: 300_000, attempts: 3, atStart: true },
    { job: "queues.sample", queue: "instance", everyMs: 15_000 },
  ];
  const now = at("01-01T00:00:00");

  it("are made once by processes that start together, run at start, and keep their rhythm", async () => {
    await Promise.all(Array.from({ length: 8 }, () => ensurePlatformSchedules(db, table, now)));
    await fireDueSchedules(platform, now);
    await ensurePlatformSchedules(db, table, at("01-01T00:00:05"));
    expect(await fireDueSchedules(platform, at("01-01T00:00:05"))).toMatchObject({ fired: 0 });
    expect([...own.jobs.values()]).toEqual([
      { queue: "instance", job: expect.objectContaining({ name: "instance.maintain", attempts: 3, data: {} }) },
    ]);
    expect(await fireDueSchedules(platform, at("01-01T00:00:15"))).toMatchObject({ fired: 1 });
    await ensurePlatformSchedules(db, table, at("01-01T00:03:00"));
    expect(await fireDueSchedules(platform, at("01-01T00:03:00"))).toMatchObject({ fired: 2 });
    const items = await listSchedules(db, DEFAULT_PROJECT_ID, now);
    expect(items.map((item) => [item.kind, item.name])).toEqual([
      ["platform", "instance.maintain"],
      ["platform", "queues.sample"],
    ]);
  });

  it("follow the table, and can be run now but not changed", async () => {
    await ensurePlatformSchedules(db, table, now);
    await ensurePlatformSchedules(db, [{ ...table[1]!, everyMs: 30_000 }], at("01-01T00:00:10"));
    const items = await listSchedules(db, DEFAULT_PROJECT_ID, at("01-01T00:00:10"));
    expect(items).toMatchObject([{ name: "queues.sample", everyMs: 30_000 }]);
    const id = items[0]?.id ?? "";
    const { jobId } = await runScheduleNow(platform, caller, id);
    expect(own.jobs.has(jobId)).toBe(true);
    await expect(pauseSchedule(platform, caller, id)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(removeSchedule(platform, caller, id)).rejects.toMatchObject({ code: "CONFLICT" });
  });
});
