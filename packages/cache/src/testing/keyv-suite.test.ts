// Keyv's suite for storage, over a store that is a namespace of this cache. Its dependency on sqlite3, which these tests
// do not use, is replaced in the repository's package.json.
import suite, { keyvIteratorTests } from "@keyv/test-suite";
import Keyv from "keyv";
import { afterAll, describe, expect, it } from "vitest";
import * as vitest from "vitest";
import { createCache } from "../cache.ts";
import type { CacheNamespace } from "../namespace.ts";
import { memoryStore } from "./memory-store.ts";

/** Keyv puts its namespace before keys; a tag for each lets it clear one alone. */
class NamespaceStore {
  readonly opts: Record<string, unknown> = { dialect: "plimsoll" };
  /** Set by Keyv. */
  namespace: string | undefined;
  readonly #users: CacheNamespace;

  constructor(users: CacheNamespace) {
    this.#users = users;
  }

  get(key: string): Promise<unknown> {
    return this.#users.get(key);
  }
  async getMany(keys: string[]): Promise<unknown[]> {
    const found = await this.#users.getMany(keys);
    return keys.map((key) => found.get(key));
  }
  async set(key: string, value: unknown, ttlMs?: number): Promise<boolean> {
    const tags = this.namespace === undefined ? [] : [this.namespace];
    await this.#users.set(key, value, { ttlMs: ttlMs ?? 3_600_000, jitter: 0, tags });
    return true;
  }
  async has(key: string): Promise<boolean> {
    return (await this.#users.getMany([key])).size > 0;
  }
  async delete(key: string): Promise<boolean> {
    const known = await this.has(key);
    await this.#users.delete(key);
    return known;
  }
  async deleteMany(keys: string[]): Promise<boolean> {
    const known = (await this.#users.getMany(keys)).size > 0;
    await this.#users.deleteMany(keys);
    return known;
  }
  async clear(): Promise<void> {
    await (this.namespace === undefined ? this.#users.clear() : this.#users.invalidateTags([this.namespace]));
  }
  on(): this {
    return this;
  }
}

describe.each([
  { tiers: "memory", options: {} },
  { tiers: "memory and a store", options: { store: memoryStore() } },
])("Keyv's suite for storage over $tiers", ({ options }) => {
  const cache = createCache(options);
  afterAll(() => cache.close());
  suite(vitest, Keyv, () => new NamespaceStore(cache.namespace("keyv")));
});

describe("Keyv's suite for iterators", () => {
  it("does not fit: a cache does not list its keys", () => {
    expect(keyvIteratorTests).toBeTypeOf("function");
    expect(createCache().namespace("keyv")).not.toHaveProperty("iterator");
  });
});
