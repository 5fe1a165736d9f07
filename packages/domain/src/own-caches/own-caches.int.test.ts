import { startRedis, type TestRedis } from "@plimsoll/embedded/testing/redis";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { OwnCaches } from "./own-caches.ts";

const PATIENCE = { timeout: 30_000, interval: 10 };

describe("processes that share a Redis", () => {
  let server: TestRedis;
  let redis: Redis;
  const caches: OwnCaches[] = [];
  const join = () => {
    const joined = new OwnCaches({ REDIS_URL: server.url });
    caches.push(joined);
    return joined;
  };
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    await Promise.all(caches.map((each) => each.close()));
    redis?.disconnect();
    await server?.stop();
  });
  /** Both processes hear of each other. */
  const connected = () =>
    vi.waitFor(async () => {
      const [, identities, , answers] = (await redis.pubsub(
        "NUMSUB",
        "plimsoll:identities",
        "plimsoll:answers",
      )) as unknown[];
      expect([identities, answers]).toEqual([2, 2]);
    }, PATIENCE);

  it("tell each other at once who may no longer come in, and keep nobody's rights there", async () => {
    const [here, there] = [join(), join()];
    // The clock stands still: the five seconds after which each would ask again never pass.
    vi.spyOn(Date, "now").mockReturnValue(Date.now());
    let role = "admin";
    const look = (at: OwnCaches) => at.sessions.getOrSet("a-cookie", () => role);
    expect([await look(here), await look(there)]).toEqual(["admin", "admin"]);
    await connected();
    expect(await look(there)).toBe("admin");
    role = "viewer";
    await here.sessions.clear();
    expect(await look(here)).toBe("viewer");
    await vi.waitFor(async () => expect(await look(there)).toBe("viewer"), PATIENCE);
    expect((await redis.keys("*")).filter((key) => key.includes("sessions"))).toEqual([]);
    vi.restoreAllMocks();
  });

  it("answer one question once for all", async () => {
    const [here, there] = [join(), join()];
    vi.spyOn(Date, "now").mockReturnValue(Date.now());
    const ask = vi.fn(async () => ({ items: [{ name: "cart", p95Ms: null }] }));
    const [first, second] = [here.answers("service-list"), there.answers("service-list")];
    for (const [name, side] of Object.entries({ first, second })) {
      await vi.waitFor(async () => {
        await side.set(name, true);
        expect(await redis.keys(`*service-list:${name}*`)).not.toEqual([]);
      }, PATIENCE);
    }
    const answer = await first.getOrSet("a question", ask);
    await vi.waitFor(async () => expect(await second.get("a question")).toEqual(answer), PATIENCE);
    await second.getOrSet("a question", ask);
    expect(ask).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
  });

  it("still answer when it is gone", async () => {
    const here = join();
    await server.stop();
    expect(await here.answers("overview").getOrSet("q", () => 7)).toBe(7);
    await here.apiKeys.clear();
    expect(await here.apiKeys.getOrSet("k", () => "ada")).toBe("ada");
  });
});
