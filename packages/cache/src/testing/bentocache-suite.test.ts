// bentocache's suite for drivers, over a driver that is a namespace of this cache. Its tests are written for the Japa
// runner, of which it uses the few things that are handed to it here.
import { registerCacheDriverTestSuite } from "bentocache/test_suite";
import type { CacheDriver, CacheDriverOptions } from "bentocache/types";
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest";
import { type Cache, createCache } from "../cache.ts";
import type { CacheNamespace } from "../namespace.ts";
import { memoryStore } from "./memory-store.ts";

/**
 * A driver's namespaces are prefixes, which a cleared parent takes with it and whose keys the parent can name: here they
 * are prefixes of keys in one namespace, with a tag for each.
 */
class NamespaceDriver {
  readonly type = "l2";
  readonly #users: CacheNamespace;
  readonly #path: string;

  constructor(users: CacheNamespace, path: string) {
    this.#users = users;
    this.#path = path;
  }

  namespace(name: string) {
    return new NamespaceDriver(this.#users, `${this.#path}${name}:`);
  }
  get(key: string): Promise<string | undefined> {
    return this.#users.get<string>(this.#path + key);
  }
  getMany(keys: string[]): Promise<(string | undefined)[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }
  async pull(key: string): Promise<string | undefined> {
    const value = await this.get(key);
    await this.delete(key);
    return value;
  }
  async set(key: string, value: string, ttlMs = 3_600_000): Promise<boolean> {
    const full = this.#path + key;
    const prefixes = [...full.matchAll(/:/g)].map(({ index }) => full.slice(0, index + 1));
    await this.#users.set(full, value, { ttlMs, jitter: 0, tags: prefixes });
    return true;
  }
  async delete(key: string): Promise<boolean> {
    const known = (await this.#users.getMany([this.#path + key])).size > 0;
    await this.#users.delete(this.#path + key);
    return known;
  }
  async deleteMany(keys: string[]): Promise<boolean> {
    await this.#users.deleteMany(keys.map((key) => this.#path + key));
    return true;
  }
  async clear(): Promise<void> {
    await (this.#path === "" ? this.#users.clear() : this.#users.invalidateTags([this.#path]));
  }
  async disconnect(): Promise<void> {}
}

describe.each([
  { tiers: "memory", options: {} },
  { tiers: "memory and a store", options: { store: memoryStore() } },
])("bentocache's suite for drivers over $tiers", ({ options }) => {
  const cache: Cache = createCache(options);
  afterAll(() => cache.close());
  const createDriver = ({ prefix = "bento" }: CacheDriverOptions = {}) =>
    new NamespaceDriver(cache.namespace(prefix), "") as unknown as CacheDriver;

  const cleanups: (() => Promise<void>)[] = [];
  const test = (title: string, body: (context: object) => Promise<void>) =>
    it(title, () => body({ assert, cleanup: (end: () => Promise<void>) => cleanups.push(end) }));
  const group = {
    setup: (start: () => Promise<unknown>) => beforeAll(async () => void (await start())),
    tap: () => undefined,
    each: {
      teardown: (end: () => Promise<void>) =>
        afterEach(async () => {
          for (const cleanup of cleanups.splice(0)) await cleanup();
          await end();
        }),
    },
  };
  registerCacheDriverTestSuite({ test, group, createDriver } as unknown as Parameters<
    typeof registerCacheDriverTestSuite
  >[0]);
});
