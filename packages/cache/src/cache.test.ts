import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import { type Cache, type CacheOptions, createCache } from "./cache.ts";
import { CacheTimeoutError } from "./cache-timeout-error.ts";
import type { CacheNamespace } from "./namespace.ts";
import type { CacheStore } from "./store/cache-store.ts";
import { memoryBus } from "./testing/memory-bus.ts";
import { memoryStore } from "./testing/memory-store.ts";

const caches: Cache[] = [];
function open(options: CacheOptions = {}): CacheNamespace {
  const cache = createCache({ ...options, defaults: { jitter: 0, beta: 0, ttlMs: 1_000, ...options.defaults } });
  caches.push(cache);
  return cache.namespace("users");
}
/** A factory that gives 1, 2, 3 … */
const counting = () => {
  let count = 0;
  return vi.fn(async () => (count += 1));
};
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(caches.splice(0).map((cache) => cache.close()));
});

describe("getOrSet", () => {
  it("infers the type from the factory", async () => {
    const users = open();
    const value = await users.getOrSet("ada", () => ({ name: "Ada" }));
    expectTypeOf(value).toEqualTypeOf<{ name: string }>();
    expect(value).toEqual({ name: "Ada" });
  });

  it("makes a value once for all who ask meanwhile, and again when it has run out", async () => {
    const users = open();
    const factory = counting();
    const all = await Promise.all(Array.from({ length: 100 }, () => users.getOrSet("ada", factory)));
    expect(new Set(all)).toEqual(new Set([1]));
    await after(999);
    expect(await users.getOrSet("ada", factory)).toBe(1);
    await after(1);
    expect(await users.getOrSet("ada", factory)).toBe(2);
  });

  it("gives the factory's error to all who wait, and keeps nothing", async () => {
    const users = open();
    const fail = vi.fn(async () => Promise.reject(new Error("no database")));
    const all = await Promise.allSettled([users.getOrSet("ada", fail), users.getOrSet("ada", fail)]);
    expect(all.map((one) => (one.status === "rejected" ? String(one.reason) : ""))).toEqual(
      Array(2).fill("Error: no database"),
    );
    expect(fail).toHaveBeenCalledTimes(1);
    expect(await users.getOrSet("ada", () => 1)).toBe(1);
  });

  it("keeps null and undefined, with a lifetime of their own", async () => {
    const users = open({ defaults: { nullTtlMs: 100 }, store: memoryStore() });
    const none = vi.fn(() => null);
    const nothing = vi.fn(() => undefined);
    for (const { waitMs, calls } of [
      { waitMs: 0, calls: 1 },
      { waitMs: 99, calls: 1 },
      { waitMs: 1, calls: 2 },
    ]) {
      await after(waitMs);
      expect(await users.getOrSet("none", none)).toBeNull();
      expect(await users.getOrSet("nothing", nothing)).toBeUndefined();
      expect([none.mock.calls.length, nothing.mock.calls.length]).toEqual([calls, calls]);
    }
  });

  it("serves what is stale while a new value is made, and the new one then", async () => {
    const users = open({ defaults: { staleMs: 5_000 } });
    const factory = counting();
    await users.getOrSet("ada", factory);
    await after(1_500);
    expect(await users.getOrSet("ada", factory)).toBe(1);
    await after(1);
    expect(await users.getOrSet("ada", factory)).toBe(2);
  });

  it("waits for the new value up to the soft timeout", async () => {
    const users = open({ defaults: { staleMs: 5_000, softTimeoutMs: 200 } });
    await users.getOrSet("ada", () => "old");
    await after(1_500);
    const slow = () => new Promise<string>((resolve) => setTimeout(() => resolve("new"), 300));
    const asked = users.getOrSet("ada", slow);
    await after(200);
    expect(await asked).toBe("old");
    await after(100);
    expect(await users.getOrSet("ada", slow)).toBe("new");
  });

  it("serves what is stale when the factory fails, and does not ask it for every caller then", async () => {
    const users = open({ defaults: { staleIfErrorMs: 5_000 } });
    await users.getOrSet("ada", () => "old");
    await after(1_500);
    const fail = vi.fn(() => Promise.reject(new Error("no database")));
    expect(await users.getOrSet("ada", fail)).toBe("old");
    expect(await users.getOrSet("ada", fail)).toBe("old");
    expect(fail).toHaveBeenCalledTimes(1);
    await after(5_000);
    await expect(users.getOrSet("ada", fail)).rejects.toThrow("no database");
  });

  it("ends the wait and the factory at the hard timeout", async () => {
    const users = open({ defaults: { hardTimeoutMs: 300 } });
    let fired: unknown;
    const asked = users.getOrSet("ada", ({ signal }) => {
      signal.addEventListener("abort", () => (fired = signal.reason));
      return new Promise<string>(() => undefined);
    });
    const outcome = expect(asked).rejects.toThrow(CacheTimeoutError);
    await after(300);
    await outcome;
    expect(fired).toBeInstanceOf(CacheTimeoutError);
    expect(await users.getOrSet("ada", () => "next")).toBe("next");
  });

  it("lets a caller leave, and ends the factory when the last one does", async () => {
    const users = open();
    const [first, second] = [new AbortController(), new AbortController()];
    let signal: AbortSignal | undefined;
    const factory = (context: { signal: AbortSignal }) => {
      signal = context.signal;
      return new Promise<string>(() => undefined);
    };
    const asked = [first, second].map((one) => users.getOrSet("ada", factory, { signal: one.signal }));
    const settled = Promise.allSettled(asked);
    await after(0);
    first.abort(new Error("gone"));
    await expect(asked[0]).rejects.toThrow("gone");
    expect(signal?.aborted).toBe(false);
    second.abort(new Error("gone too"));
    await settled;
    expect(signal?.aborted).toBe(true);
    await expect(users.getOrSet("ada", () => 1, { signal: first.signal })).rejects.toThrow("gone");
  });

  it("takes what the factory decides: lifetime, tags, not to keep", async () => {
    const users = open();
    await users.getOrSet("short", (context) => (context.setTtl(100), "a"));
    await users.getOrSet("tagged", async (context) => (context.tag("late"), "a"));
    await users.getOrSet("skipped", (context) => (context.skip(), "a"));
    expect([...(await users.getMany(["short", "tagged", "skipped"])).keys()]).toEqual(["short", "tagged"]);
    await after(100);
    expect(await users.get("short")).toBeUndefined();
    await users.invalidateTags(["late"]);
    expect(await users.get("tagged")).toBeUndefined();
  });

  it("gives the factory what ran out", async () => {
    const users = open({ defaults: { staleIfErrorMs: 60_000 } });
    await users.getOrSet("ada", () => "first");
    await after(1_500);
    expect(await users.getOrSet("ada", ({ previous }) => `after ${String(previous)}`)).toBe("after first");
  });

  it("makes a value early, and serves the old one meanwhile", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.9);
    const users = open({ defaults: { beta: 1 } });
    const slow = () => new Promise<number>((resolve) => setTimeout(() => resolve(Date.now()), 100));
    const made = users.getOrSet("ada", slow);
    await after(100);
    const first = await made;
    await after(950);
    expect(await users.getOrSet("ada", slow)).toBe(first);
    await after(100);
    expect(await users.getOrSet("ada", slow)).toBeGreaterThan(first);
    vi.restoreAllMocks();
  });

  it("shortens lifetimes at random", async () => {
    const users = open({ defaults: { jitter: 0.5 } });
    await Promise.all(Array.from({ length: 200 }, (_, index) => users.getOrSet(`${index}`, () => index)));
    await after(750);
    const left = (await users.getMany(Array.from({ length: 200 }, (_, index) => `${index}`))).size;
    expect(left).toBeGreaterThan(50);
    expect(left).toBeLessThan(150);
  });
});

describe("many keys", () => {
  it("makes all that are missing by one call", async () => {
    const users = open();
    await users.set("a", 1);
    const factory = vi.fn(async (keys: string[]) => new Map(keys.filter((key) => key !== "c").map((key) => [key, 2])));
    const found = await users.getOrSetMany(["a", "b", "c"], factory);
    expect(Object.fromEntries(found)).toEqual({ a: 1, b: 2, c: undefined });
    expect(factory.mock.calls).toEqual([[["b", "c"]]]);
    await users.getOrSetMany(["a", "b", "c"], factory);
    expect(factory).toHaveBeenCalledTimes(1);
  });
});

describe("two processes", () => {
  const pair = (options: CacheOptions = {}) => {
    const store = memoryStore();
    const bus = memoryBus();
    return [open({ store, bus: bus.open(), ...options }), open({ store, bus: bus.open(), ...options })] as const;
  };

  it("share values", async () => {
    const [one, other] = pair();
    const factory = counting();
    await one.getOrSet("ada", factory);
    expect(await other.getOrSet("ada", factory)).toBe(1);
    expect(await other.get("ada")).toBe(1);
  });

  it("hear of deleted keys, of tags and of cleared namespaces", async () => {
    const [one, other] = pair();
    const fill = () => other.getOrSet("ada", () => Date.now(), { tags: ["people"] });
    for (const change of [() => one.delete("ada"), () => one.invalidateTags(["people"]), () => one.clear()]) {
      await fill();
      await change();
      expect(await other.get("ada")).toBeUndefined();
    }
    await fill();
    await one.set("ada", "new");
    expect(await other.get("ada")).toBe("new");
  });

  it("notice tags without a bus within the time that versions count", async () => {
    const store = memoryStore();
    const [one, other] = [open({ store, defaults: { ttlMs: 60_000 } }), open({ store, defaults: { ttlMs: 60_000 } })];
    await other.getOrSet("ada", () => 1, { tags: ["people"] });
    await one.invalidateTags(["people"]);
    expect(await other.get("ada")).toBe(1);
    await after(5_000);
    expect(await other.get("ada")).toBeUndefined();
  });

  it("do not keep what was invalidated while it was made", async () => {
    const [one, other] = pair();
    for (const change of [() => other.delete("ada"), () => other.invalidateTags(["people"])]) {
      let finish: (value: string) => void = () => undefined;
      const asked = one.getOrSet("ada", () => new Promise<string>((resolve) => (finish = resolve)), {
        tags: ["people"],
      });
      await after(10);
      await change();
      finish("old");
      expect(await asked).toBe("old");
      expect(await one.get("ada")).toBeUndefined();
      expect(await other.get("ada")).toBeUndefined();
    }
  });

  it("read what was written with other settings, or count it as absent", async () => {
    const store = memoryStore();
    const big = { text: "x".repeat(5_000) };
    await open({ store, compression: { algorithm: "brotli" } }).set("ada", big);
    await open({ store }).set("grace", big);
    const reader = open({ store, compression: { algorithm: "gzip" } });
    expect(await reader.get("ada")).toEqual(big);
    expect(await reader.get("grace")).toEqual(big);
    await store.set("cache:users:broken", Buffer.from("nonsense"), 1_000);
    expect(await reader.get("broken")).toBeUndefined();
  });
});

describe("a store that is down", () => {
  /** Fails, or hangs, as long as `state.down` says so. */
  function breakable(): { store: CacheStore; state: { down: false | "fails" | "hangs" } } {
    const store = memoryStore();
    const state = { down: false as false | "fails" | "hangs" };
    const wrapped = Object.fromEntries(
      Object.entries(store).map(([name, member]) => {
        if (typeof member !== "function" || name === "close") return [name, member];
        const call = async (...input: unknown[]) => {
          if (state.down === "fails") throw new Error("connection refused");
          if (state.down === "hangs") return new Promise(() => undefined);
          return (member as (...input: unknown[]) => unknown)(...input);
        };
        return [name, call];
      }),
    ) as unknown as CacheStore;
    return { store: wrapped, state };
  }

  it.each(["fails", "hangs"] as const)("rejects no call (%s)", async (how) => {
    const { store, state } = breakable();
    const users = open({ store });
    await users.getOrSet("ada", () => 1);
    state.down = how;
    const calls = Promise.all([
      users.getOrSet("ada", () => 2),
      users.getOrSet("new", () => 3),
      users.get("nothing"),
      users.getMany(["nothing"]),
      users.set("set", 4),
      users.delete("ada"),
      users.invalidateTags(["people"]),
      users.clear(),
    ]);
    await after(5_000);
    expect((await calls).slice(0, 2)).toEqual([1, 3]);
  });

  it("holds nobody up beyond the hard timeout", async () => {
    const { store, state } = breakable();
    const users = open({ store });
    state.down = "hangs";
    const asked = users.getOrSet("ada", () => 1, { hardTimeoutMs: 300 });
    const outcome = expect(asked).rejects.toThrow(CacheTimeoutError);
    await after(300);
    await outcome;
  });

  it("is left alone for a while, and told afterwards what it missed", async () => {
    const { store, state } = breakable();
    const [one, other] = [open({ store, defaults: { ttlMs: 600_000 } }), open({ store, defaults: { ttlMs: 600_000 } })];
    await one.getOrSet("ada", () => "old", { tags: ["people"] });
    await one.getOrSet("grace", () => "old");
    state.down = "fails";
    await one.invalidateTags(["people"]);
    await one.delete("grace");
    expect(await one.getOrSet("ada", () => "new", { tags: ["people"] })).toBe("new");
    // That it is told again and again does not end what was made meanwhile.
    await after(12_000);
    expect(await one.getOrSet("ada", () => "made again")).toBe("new");
    state.down = false;
    // Before it was told: what it holds is not believed.
    expect(await one.getOrSet("grace", () => "new")).toBe("new");
    await after(6_000);
    expect(await other.getOrSet("ada", () => "newer")).toMatch(/^new/);
    expect(await other.getOrSet("grace", () => "newer")).toMatch(/^new/);
  });
});

describe("memory", () => {
  it("stays within its bytes, the least recently used leave", async () => {
    const users = open({ memory: { maxBytes: 100_000 } });
    for (let index = 0; index < 1_000; index += 1) {
      await users.set(`${index}`, "x".repeat(500));
      if (index % 10 === 0) {
        await after(60);
        await users.get("0");
      }
    }
    const left = await users.getMany(Array.from({ length: 1_000 }, (_, index) => `${index}`));
    expect(left.size).toBeLessThan(80);
    expect(left.has("999")).toBe(true);
  });

  it("keeps nothing where it may have no bytes", async () => {
    const store = memoryStore();
    const users = open({ memory: { maxBytes: 0 }, store });
    await users.set("ada", 1);
    expect(await users.get("ada")).toBe(1);
    await store.delete(["cache:users:ada"]);
    expect(await users.get("ada")).toBeUndefined();
  });

  it("does not keep a value that would take most of it", async () => {
    const users = open({ memory: { maxBytes: 100_000 } });
    await users.set("small", "x");
    await users.set("huge", "x".repeat(60_000));
    expect([...(await users.getMany(["small", "huge"])).keys()]).toEqual(["small"]);
  });
});

describe("choices", () => {
  it("refuses numbers that mean nothing and names that cannot be labels", () => {
    const users = open();
    expect(() => users.getOrSet("ada", () => 1, { ttlMs: -1 })).toThrow(RangeError);
    expect(() => users.getOrSet("ada", () => 1, { tags: Array(33).fill("x") })).toThrow(RangeError);
    expect(() => createCache().namespace("a b")).toThrow(RangeError);
  });
});
