import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { AppError } from "@plimsoll/core";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openQueue } from "./backend.ts";
import { INSTANCE_QUEUE } from "./names.ts";
import { JOBS } from "./definitions.ts";
import type { BackendOptions } from "./open-job-store.ts";
import { runHandler } from "./run-handler.ts";
import { type JobEvents, type RunningJobs, startJobs } from "./start-jobs.ts";

const redisServer = process.env["PLIMSOLL_TEST_REDIS_SERVER"] ?? "redis-server";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (!address || typeof address === "string") throw new Error("no port");
  return address.port;
}

interface Backend {
  options: BackendOptions;
  stop(): Promise<void>;
}

async function startRedis(): Promise<Backend> {
  const port = await freePort();
  const child = spawn(
    redisServer,
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.stdout.on("data", (chunk) => String(chunk).includes("Ready to accept connections") && resolve());
  });
  return {
    options: { redisUrl: `redis://127.0.0.1:${port}`, databaseUrl: "" },
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function startPostgres(): Promise<Backend> {
  const stores: TestStores = await startTestStores({ postgres: true });
  return { options: { databaseUrl: stores.databaseUrl }, stop: () => stores.stop() };
}

/** Events as promises, so that tests wait for what happens and not for time. */
function recorder() {
  const completed: string[] = [];
  const failed: { job: string; final: boolean; message: string }[] = [];
  let wake = () => undefined as void;
  const events: JobEvents = {
    onCompleted: (_job, result) => {
      completed.push(result);
      wake();
    },
    onFailed: (job, error, final) => {
      failed.push({ job, final, message: error.message });
      wake();
    },
    onError: () => undefined,
  };
  const until = async (condition: () => boolean) => {
    const deadline = Date.now() + 30_000;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`waited in vain: ${JSON.stringify({ completed, failed })}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  return { completed, failed, events, until };
}

const BACKENDS: [string, () => Promise<Backend>][] = [
  ["PostgreSQL", startPostgres],
  ["Redis", startRedis],
];

describe.each(BACKENDS)("jobs on %s", (_name, start) => {
  let backend: Backend;
  let running: RunningJobs | undefined;
  beforeAll(async () => {
    backend = await start();
  });
  afterAll(async () => {
    await backend?.stop();
  });

  it("run by the clock, and once at start however many processes start", async () => {
    const record = recorder();
    let runs = 0;
    const handlers = { "instance.maintain": async () => `run ${++runs}` };
    const schedules = [{ job: "instance.maintain" as const, everyMs: 3_600_000, atStart: true }];
    running = await startJobs(backend.options, handlers, schedules, record.events);
    const second = await startJobs(backend.options, handlers, schedules, record.events);
    await record.until(() => record.completed.length > 0);
    await second.stop();
    await running.stop();
    const queue = openQueue(INSTANCE_QUEUE, backend.options);
    queue.on("error", () => undefined);
    await queue.close();
    // One at start; BullMQ may run the scheduler's first slot at once too, and never more.
    expect(runs).toBeLessThanOrEqual(2);
    expect(record.failed).toEqual([]);
  });

  it("are tried again when they fail, and not when no retry can help", async () => {
    const record = recorder();
    let tries = 0;
    let hopeless = false;
    const handlers = {
      "instance.maintain": async () => {
        tries += 1;
        if (hopeless) throw new AppError("BAD_REQUEST", "cannot ever work");
        if (tries === 1) throw new Error("not yet");
        return "worked at last";
      },
    };
    running = await startJobs(backend.options, handlers, [], record.events);
    const queue = openQueue(INSTANCE_QUEUE, backend.options);
    queue.on("error", () => undefined);
    await queue.add(
      "instance.maintain",
      {},
      { attempts: JOBS["instance.maintain"].attempts, backoff: { type: "fixed", delay: 10 } },
    );
    await record.until(() => record.completed.includes("worked at last"));
    expect(record.failed).toMatchObject([{ final: false, message: "not yet" }]);
    hopeless = true;
    await queue.add("instance.maintain", {}, { attempts: 5, backoff: { type: "fixed", delay: 10 } });
    await record.until(() => record.failed.some((failure) => failure.final));
    expect(record.failed.filter((failure) => failure.message === "cannot ever work")).toHaveLength(1);
    await queue.close();
    await running.stop();
  });
});

describe("runHandler", () => {
  const handlers = { "instance.maintain": async () => "done" };

  it("ends jobs that nobody handles, and payloads that do not parse, without a retry", async () => {
    await expect(runHandler(handlers, { name: "no.such", data: {}, attemptsMade: 0 })).rejects.toMatchObject({
      name: "UnrecoverableError",
    });
    await expect(runHandler(handlers, { name: "instance.maintain", data: 7, attemptsMade: 0 })).rejects.toMatchObject({
      name: "UnrecoverableError",
    });
    await expect(runHandler(handlers, { name: "toString", data: {}, attemptsMade: 0 })).rejects.toMatchObject({
      name: "UnrecoverableError",
    });
  });

  it("hands over what the handler returns", async () => {
    expect(await runHandler(handlers, { name: "instance.maintain", data: {}, attemptsMade: 0 })).toBe("done");
  });
});
