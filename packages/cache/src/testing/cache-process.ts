// A process of an app, for tests: argv is the port of a Redis. It answers commands of its parent, one after another or
// beside each other, by their `id`.
import { Redis } from "ioredis";
import { createCache, redisBus, redisStore } from "../index.ts";

/** What the parent asks for. */
export type ProcessCommand =
  | { id: number; do: "ask"; key: string; callers: number; hardTimeoutMs?: number; tag?: string; value?: string }
  | { id: number; do: "finish" | "invalidate" | "delete" | "close"; name: string };
/** What it hears: `factory` as soon as one starts, and an answer to each command. */
export type ProcessReport =
  | { type: "ready" | "factory"; pid: number }
  | { type: "done"; id: number; values: unknown[]; errors: string[]; longestMs: number };

const port = Number(process.argv[2]);
const connect = () => {
  const client = new Redis(port, "127.0.0.1", { retryStrategy: () => 100 });
  // It says again and again that Redis is away, which is what the test is about.
  client.on("error", () => undefined);
  return client;
};
const client = connect();
const subscriber = connect();
const cache = createCache({
  store: redisStore(client),
  bus: redisBus({ publisher: client, subscriber }),
  versionTtlMs: 1_000,
  lockMs: 1_000,
});
const users = cache.namespace("users", { ttlMs: 600_000 });
/** Factories that wait for the parent's leave, by key. */
const finish = new Map<string, (value: string) => void>();
const send = (report: ProcessReport) => process.send?.(report);

async function ask(command: Extract<ProcessCommand, { do: "ask" }>): Promise<ProcessReport> {
  const { key, value, tag, callers, hardTimeoutMs } = command;
  const factory = () => {
    send({ type: "factory", pid: process.pid });
    return value ?? new Promise<string>((resolve) => finish.set(key, resolve));
  };
  const options = { ...(hardTimeoutMs && { hardTimeoutMs }), ...(tag && { tags: [tag] }) };
  const startedAt = performance.now();
  let longestMs = 0;
  const settled = await Promise.allSettled(
    Array.from({ length: callers }, async () => {
      try {
        return await users.getOrSet(key, factory, options);
      } finally {
        longestMs = Math.max(longestMs, performance.now() - startedAt);
      }
    }),
  );
  const values = settled.flatMap((call) => (call.status === "fulfilled" ? [call.value] : []));
  const errors = settled.flatMap((call) => (call.status === "rejected" ? [String(call.reason)] : []));
  return { type: "done", id: command.id, values, errors, longestMs };
}

async function run(command: ProcessCommand): Promise<ProcessReport> {
  if (command.do === "ask") return ask(command);
  if (command.do === "finish") finish.get(command.name)?.(`made by ${process.pid}`);
  if (command.do === "invalidate") await users.invalidateTags([command.name]);
  if (command.do === "delete") await users.delete(command.name);
  return { type: "done", id: command.id, values: [], errors: [], longestMs: 0 };
}

process.on("message", (command: ProcessCommand) => {
  void run(command).then((report) => {
    process.send?.(report, () => {
      if (command.do === "close") process.exit(0);
    });
  });
});
await client.ping();
send({ type: "ready", pid: process.pid });
