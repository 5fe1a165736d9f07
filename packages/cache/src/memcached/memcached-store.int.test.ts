import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createCache } from "../cache.ts";
import { hasMemcached, startMemcached, type TestServer } from "../testing/start-server.ts";
import { memcachedStore } from "./memcached-store.ts";

describe.skipIf(!hasMemcached)("a cache over Memcached", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startMemcached();
  });
  afterAll(() => server.stop());
  const open = () => createCache({ store: memcachedStore({ port: server.port }), versionTtlMs: 100 });
  const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 20 });

  it("makes a value once, and notices what another process invalidated", async () => {
    const [one, two] = [open(), open()];
    const [here, there] = [one.namespace("users"), two.namespace("users")];
    const factory = vi.fn(async () => ({ text: "x".repeat(1_000) }));
    const made = await Promise.all([here, there].map((users) => users.getOrSet("ada", factory, { tags: ["people"] })));
    expect(made[0]).toEqual(made[1]);
    expect(factory).toHaveBeenCalledTimes(1);
    await here.invalidateTags(["people"]);
    await until(async () => expect(await there.get("ada")).toBeUndefined());
    await Promise.all([one.close(), two.close()]);
  });

  it("goes on without it, and with it again when it is back", async () => {
    const cache = open();
    const other = open();
    const users = cache.namespace("users");
    expect(await users.getOrSet("bob", () => 1)).toBe(1);
    await server.kill();
    expect(await users.getOrSet("bob", () => 2)).toBe(1);
    expect(await users.getOrSet("new", () => 3)).toBe(3);
    await users.delete("bob");
    expect(await users.getOrSet("bob", () => 4)).toBe(4);
    await server.start();
    await until(async () => {
      await users.set("after", 5);
      expect(await other.namespace("users").get("after")).toBe(5);
    });
    await Promise.all([cache.close(), other.close()]);
  });
});
