import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestStores } from "@plimsoll/embedded";
import { Redis } from "ioredis";
import type { BackendOptions } from "../open-job-store.ts";
import { until } from "./until.ts";

/** A store of jobs for one test file, which can go away and come back with all that it had. */
export interface TestBackend {
  options: BackendOptions;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again at the same address. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const redisServer = process.env["PLIMSOLL_TEST_REDIS_SERVER"] ?? "redis-server";

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (!address || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** A Redis that writes through to disk, so that a crash loses nothing. */
class RedisProcess {
  readonly folder = mkdtempSync(join(tmpdir(), "plimsoll-redis-"));
  readonly #args: string[];
  #child: ChildProcess | undefined;
  port = 0;

  constructor(...args: string[]) {
    this.#args = args;
  }

  async start(): Promise<void> {
    this.port ||= await freePort();
    const durable = this.#args.includes("--sentinel") ? [] : ["--appendonly", "yes", "--appendfsync", "always"];
    const address = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.folder];
    const child = spawn(redisServer, [...this.#args, ...address, "--save", "", ...durable], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    this.#child = child;
    const failed = once(child, "error").then(([error]) => {
      throw error;
    });
    await Promise.race([failed, this.#answers()]);
  }

  async #answers(): Promise<void> {
    const client = new Redis(this.port, "127.0.0.1", { retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on("error", () => undefined);
    await client.ping();
    client.disconnect();
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }

  async remove(): Promise<void> {
    await this.end("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function startRedis(): Promise<TestBackend> {
  const redis = new RedisProcess();
  await redis.start();
  return {
    options: { redisUrl: `redis://127.0.0.1:${redis.port}/1`, databaseUrl: "" },
    kill: () => redis.end("SIGKILL"),
    start: () => redis.start(),
    stop: () => redis.remove(),
  };
}

/** A cluster of one node, which has all slots. */
export async function startRedisCluster(): Promise<TestBackend> {
  const redis = new RedisProcess("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1");
  await redis.start();
  const client = new Redis(redis.port, "127.0.0.1");
  await client.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
  await until(async () => String(await client.call("CLUSTER", "INFO")).includes("cluster_state:ok"));
  client.disconnect();
  return {
    options: { redisUrl: `redis+cluster://127.0.0.1:${redis.port},127.0.0.1:${redis.port}`, databaseUrl: "" },
    kill: () => redis.end("SIGKILL"),
    start: () => redis.start(),
    stop: () => redis.remove(),
  };
}

export async function startRedisSentinel(): Promise<TestBackend> {
  const redis = new RedisProcess();
  await redis.start();
  const file = join(redis.folder, "sentinel.conf");
  writeFileSync(file, `sentinel monitor jobs 127.0.0.1 ${redis.port} 1\n`);
  const sentinel = new RedisProcess(file, "--sentinel");
  await sentinel.start();
  return {
    options: { redisUrl: `redis+sentinel://127.0.0.1:${sentinel.port}/jobs/1`, databaseUrl: "" },
    kill: () => redis.end("SIGKILL"),
    start: () => redis.start(),
    async stop() {
      await sentinel.remove();
      await redis.remove();
    },
  };
}

export async function startPostgres(): Promise<TestBackend> {
  const stores = await startTestStores({ postgres: true });
  return {
    options: { databaseUrl: stores.databaseUrl },
    kill: () => stores.kill("postgres", "SIGTERM"),
    start: () => stores.restart("postgres"),
    stop: () => stores.stop(),
  };
}
