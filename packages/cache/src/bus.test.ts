import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "./cache.ts";
import { redisBus } from "./redis/redis-bus.ts";
import type { BusMessage, CacheBus } from "./store/cache-store.ts";
import { memoryBus } from "./testing/memory-bus.ts";
import { memoryStore } from "./testing/memory-store.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the bus", () => {
  it("gets later what could not be sent", async () => {
    const store = memoryStore();
    const hub = memoryBus();
    const bus = hub.open();
    let isDown = true;
    const flaky: CacheBus = {
      ...bus,
      publish: async (message) => (isDown ? Promise.reject(new Error("connection lost")) : bus.publish(message)),
    };
    const [one, two] = [createCache({ store, bus: flaky }), createCache({ store, bus: hub.open() })];
    await one.namespace("users").set("ada", "old");
    await two.namespace("users").getOrSet("ada", () => "never made");
    await one.namespace("users").delete("ada");
    expect(await two.namespace("users").get("ada")).toBe("old");
    isDown = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await two.namespace("users").get("ada")).toBeUndefined();
    await Promise.all([one.close(), two.close()]);
  });

  it("makes a cache forget what it holds when messages may have been lost", async () => {
    const store = memoryStore();
    let tell: (message: BusMessage | null) => void = () => undefined;
    const bus: CacheBus = {
      publish: async () => undefined,
      subscribe: async (listener) => void (tell = listener),
      close: async () => undefined,
    };
    const [deaf, other] = [createCache({ store, bus }), createCache({ store })];
    await other.namespace("users").set("ada", "old");
    expect(await deaf.namespace("users").get("ada")).toBe("old");
    await other.namespace("users").set("ada", "new");
    expect(await deaf.namespace("users").get("ada")).toBe("old");
    tell(null);
    expect(await deaf.namespace("users").get("ada")).toBe("new");
    await Promise.all([deaf.close(), other.close()]);
  });
});

describe("redisBus", () => {
  it("takes what it cannot read for a lost message, and does not hear itself", async () => {
    type Listener = (channel: string, text: string) => void;
    const listeners: Listener[] = [];
    const published: string[] = [];
    const bus = redisBus({
      publisher: { publish: async (_, text) => published.push(text) },
      subscriber: {
        subscribe: async () => undefined,
        unsubscribe: async () => undefined,
        on: (event: string, listener: unknown) => event === "message" && listeners.push(listener as Listener),
        off: () => undefined,
      },
    });
    const heard: (BusMessage | null)[] = [];
    await bus.subscribe((message) => heard.push(message));
    const message: BusMessage = { type: "delete", namespace: "users", keys: ["ada"] };
    await bus.publish(message);
    const own = published[0] ?? "";
    const foreign = JSON.stringify({ origin: "another", message });
    const unknown = JSON.stringify({ origin: "another", message: { ...message, type: "later" } });
    for (const text of [own, foreign, unknown, "{"]) listeners[0]?.("cache:bus", text);
    listeners[0]?.("another channel", foreign);
    expect(heard).toEqual([message, null, null]);
  });
});
