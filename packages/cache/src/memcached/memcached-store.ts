import { createHash, randomUUID } from "node:crypto";
import type { CacheStore, StoreLock } from "../store/cache-store.ts";
import { MemcachedConnection } from "./memcached-connection.ts";
import { flagOf } from "./meta-parser.ts";

export interface MemcachedOptions {
  host?: string;
  /** Default 11211. */
  port?: number;
}

/** What is kept under a key or tag is told apart by the beginning. */
const valueKey = (key: string) => `v:${key}`;
const fenceKey = (key: string) => `f:${key}`;
const lockKey = (key: string) => `l:${key}`;
const versionKey = (tag: string) => `t:${tag}`;
const MAX_KEY_BYTES = 250;
/** Memcached takes greater numbers for dates. */
const MAX_TTL_S = 30 * 86_400;
const VERSION_LIFE_S = MAX_TTL_S;
const FENCE_LIFE_S = 600;
/** Tries to change a key that others change too. */
const MAX_TRIES = 20;

/**
 * Second tier in Memcached ≥ 1.6, over one connection of its own. Memcached counts lifetimes in seconds: they are rounded
 * up, and the cache's own times, which travel in the value, decide. It has no scripts: that a fence is the latest is
 * checked just before the value is written, so a holder that pauses right there for longer than its lock lasts could still
 * replace a later value.
 */
export function memcachedStore({ host = "127.0.0.1", port = 11211 }: MemcachedOptions = {}): CacheStore {
  const listeners: (() => void)[] = [];
  let connections = 0;
  const connection = new MemcachedConnection({ host, port }, () => {
    connections += 1;
    if (connections > 1) for (const listener of listeners) listener();
  });
  const client = new MetaClient(connection);
  return {
    name: "memcached",
    get: (key) => client.get(valueKey(key)),
    getMany: (keys) => Promise.all(keys.map((key) => client.get(valueKey(key)))),
    async set(key, value, ttlMs, fence) {
      if (fence !== undefined && Number((await client.get(fenceKey(key)))?.toString() ?? 0) > fence) return false;
      await client.set(valueKey(key), value, Math.ceil(ttlMs / 1000));
      return true;
    },
    async delete(keys) {
      await Promise.all(
        keys.map(async (key) => {
          // Who makes a value now must not store it: it may be made of what was there before.
          await raiseFence(client, fenceKey(key));
          await client.delete(valueKey(key));
        }),
      );
    },
    versions: (tags) => Promise.all(tags.map((tag) => readVersion(client, versionKey(tag)))),
    bump: (tags) =>
      Promise.all(
        tags.map(async (tag) => {
          const version = randomUUID();
          await client.set(versionKey(tag), Buffer.from(version), VERSION_LIFE_S);
          return version;
        }),
      ),
    ...locksIn(client),
    onReconnect: (listener) => void listeners.push(listener),
    close: () => connection.close(),
  };
}

function locksIn(client: MetaClient): Required<Pick<CacheStore, "lock" | "renew" | "release">> {
  return {
    async lock(key, ttlMs): Promise<StoreLock | null> {
      const token = randomUUID();
      const seconds = Math.ceil(ttlMs / 1000);
      if (!(await client.add(lockKey(key), Buffer.from(token), seconds))) return null;
      return { token, fence: await raiseFence(client, fenceKey(key)) };
    },
    renew: (key, lock, ttlMs) => client.touchIfEqual(lockKey(key), lock.token, Math.ceil(ttlMs / 1000)),
    async release(key, lock) {
      await client.deleteIfEqual(lockKey(key), lock.token);
    },
  };
}

/** A fence greater than the one before, near this machine's clock in microseconds so that one that was lost is exceeded. */
async function raiseFence(client: MetaClient, key: string): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const known = await client.getWithCas(key);
    const fence = Math.max(Date.now() * 1000, Number(known?.value.toString() ?? 0) + 1);
    const bytes = Buffer.from(String(fence));
    const done = known
      ? await client.replaceIfSame(key, bytes, { cas: known.cas, ttlS: FENCE_LIFE_S })
      : await client.add(key, bytes, FENCE_LIFE_S);
    if (done) return fence;
  }
  throw new Error("The fence of a lock changes all the time.");
}

/** The version, made up where there is none; of two that make one up, the first counts for both. */
async function readVersion(client: MetaClient, key: string): Promise<string> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const known = await client.getAndTouch(key, VERSION_LIFE_S);
    if (known) return known.toString();
    const version = randomUUID();
    if (await client.add(key, Buffer.from(version), VERSION_LIFE_S)) return version;
  }
  throw new Error("The version of a tag vanishes all the time.");
}

/** The few commands of the meta protocol that a cache needs. */
class MetaClient {
  readonly #connection: MemcachedConnection;

  constructor(connection: MemcachedConnection) {
    this.#connection = connection;
  }

  async get(key: string): Promise<Buffer | null> {
    return (await this.#send("mg", key, "v")).value;
  }
  async getAndTouch(key: string, ttlS: number): Promise<Buffer | null> {
    return (await this.#send("mg", key, `v T${ttlS}`)).value;
  }
  async getWithCas(key: string): Promise<{ value: Buffer; cas: string } | null> {
    const reply = await this.#send("mg", key, "v c");
    const cas = flagOf(reply, "c");
    return reply.value && cas !== undefined ? { value: reply.value, cas } : null;
  }
  async set(key: string, value: Uint8Array, ttlS: number): Promise<void> {
    await this.#send("ms", key, `T${limit(ttlS)}`, value);
  }
  /** False when there is one already. */
  async add(key: string, value: Uint8Array, ttlS: number): Promise<boolean> {
    return (await this.#send("ms", key, `T${limit(ttlS)} ME`, value)).code === "HD";
  }
  /** False when it was changed since. */
  async replaceIfSame(key: string, value: Uint8Array, { cas, ttlS }: { cas: string; ttlS: number }): Promise<boolean> {
    return (await this.#send("ms", key, `T${limit(ttlS)} C${cas}`, value)).code === "HD";
  }
  async delete(key: string): Promise<void> {
    await this.#send("md", key, "");
  }
  async deleteIfEqual(key: string, expected: string): Promise<void> {
    const known = await this.getWithCas(key);
    if (known?.value.toString() === expected) await this.#send("md", key, `C${known.cas}`);
  }
  async touchIfEqual(key: string, expected: string, ttlS: number): Promise<boolean> {
    const known = await this.getWithCas(key);
    if (known?.value.toString() !== expected) return false;
    return this.replaceIfSame(key, known.value, { cas: known.cas, ttlS });
  }

  #send(command: string, key: string, flags: string, data?: Uint8Array) {
    const size = data ? `${data.byteLength} ` : "";
    // Base 64, because a key may have spaces and other letters than ASCII has.
    return this.#connection.send(`${command} ${toMemcachedKey(key)} ${size}b ${flags}`.trimEnd(), data);
  }
}

function limit(ttlS: number): number {
  return Math.max(1, Math.min(ttlS, MAX_TTL_S));
}

/** Keys that are too long are replaced by their hash. */
function toMemcachedKey(key: string): string {
  const bytes = Buffer.from(key);
  const encoded = bytes.toString("base64");
  if (encoded.length <= MAX_KEY_BYTES) return encoded;
  return createHash("sha256").update(bytes).digest("base64");
}
