import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server of its own for a test, on a port of its own. */
export interface TestServer {
  port: number;
  kill(): Promise<void>;
  /** Again on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  await once(probe.close(), "close");
  if (!address || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}

async function startServer(program: string, argsOf: (port: number, folder: string) => string[]): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-cache-"));
  const port = await freePort();
  let child: ChildProcess;
  const start = async () => {
    child = spawn(program, argsOf(port, folder), { stdio: "ignore" });
    const failed = once(child, "error").then(([error]) => Promise.reject(error as Error));
    failed.catch(() => undefined);
    while (!(await Promise.race([accepts(port), failed]))) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  };
  await start();
  return {
    port,
    kill: () => end("SIGKILL"),
    start,
    async stop() {
      await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const redisProgram = process.env["PLIMSOLL_TEST_REDIS_SERVER"] ?? "redis-server";
const memcachedProgram = process.env["PLIMSOLL_TEST_MEMCACHED"] ?? "memcached";
/** False where the test command found none, and said so. */
export const hasRedis = redisProgram !== "";
export const hasMemcached = memcachedProgram !== "";

/** `durable`: it comes back with what was in it, also after SIGKILL. */
export function startRedis({ durable = false, cluster = false } = {}): Promise<TestServer> {
  return startServer(redisProgram, (port, folder) => {
    const append = durable ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
    const mode = cluster ? ["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"] : [];
    return ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder, ...append, ...mode];
  });
}

export function startMemcached(): Promise<TestServer> {
  // As root it wants to become somebody else.
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  return startServer(memcachedProgram, (port) => ["-l", "127.0.0.1", "-p", String(port), "-U", "0", ...user]);
}
