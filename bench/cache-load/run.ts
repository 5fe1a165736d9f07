// Child process of bench/cache.ts: argv is the number of rounds and the address of a Redis, or "". Sends CacheRates.
import { createCache, redisStore } from "@plimsoll/cache";
import { BentoCache, bentostore } from "bentocache";
import { memoryDriver } from "bentocache/drivers/memory";
import { createCache as createCacheManager } from "cache-manager";
import { Redis } from "ioredis";
import { median } from "../jobs-load/throughput.ts";

export interface CacheRates {
  /** Calls a second, one after the other, of a value in memory. */
  first: { plimsoll: number; peers: { name: string; rate: number }[] };
  /** Calls a second, so many at a time, of values that are in Redis only. */
  second: { inFlight: number; plimsoll: number; bare: number }[];
  /** The number in flight that the aim is for. */
  callers: number;
}

const CALLERS = 64;
const KEYS = 20_000;
const TTL_MS = 600_000;
const ROUND_MS = 250;
/** 1 KB as JSON. */
const VALUE = {
  id: 4711,
  name: "Ada Lovelace",
  active: true,
  roles: ["reader", "writer", "owner"],
  profile: { city: "London", born: "1815-12-10", text: "x".repeat(420) },
  orders: Array.from({ length: 8 }, (_, index) => ({ id: index, total: index * 9.95, state: "shipped" })),
};

const makeValue = () => VALUE;
function fail(): never {
  throw new Error("A value that should have been there was not.");
}

/** Calls a second of `call`, one after the other. */
async function rateOf(call: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  let calls = 0;
  while (performance.now() - startedAt < ROUND_MS) {
    for (let index = 0; index < 1_000; index += 1) await call();
    calls += 1_000;
  }
  return (calls / (performance.now() - startedAt)) * 1000;
}

async function measureFirst(rounds: number): Promise<CacheRates["first"]> {
  const ours = createCache().namespace("users", { ttlMs: TTL_MS });
  const bentoOf = (serialize: boolean) =>
    new BentoCache({
      default: "memory",
      stores: {
        memory: bentostore().useL1Layer(
          memoryDriver(serialize ? { maxSize: "64mb" } : { serialize, maxItems: 10_000 }),
        ),
      },
    });
  const bento = bentoOf(true);
  const plainBento = bentoOf(false);
  const manager = createCacheManager({ ttl: TTL_MS });
  const sides: Record<string, () => Promise<unknown>> = {
    plimsoll: () => ours.getOrSet("ada", makeValue),
    bentocache: () => bento.getOrSet({ key: "ada", factory: makeValue, ttl: TTL_MS }),
    "bentocache without serialisation": () => plainBento.getOrSet({ key: "ada", factory: makeValue, ttl: TTL_MS }),
    "cache-manager": () => manager.wrap("ada", makeValue, TTL_MS),
  };
  const rates = new Map<string, number[]>();
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, call] of Object.entries(sides)) {
      const rate = await rateOf(call);
      // The first round warms up.
      if (round >= 0) rates.set(name, [...(rates.get(name) ?? []), rate]);
    }
  }
  const peers = [...rates].map(([name, values]) => ({ name, rate: median(values) }));
  return {
    plimsoll: peers.find(({ name }) => name === "plimsoll")?.rate ?? Number.NaN,
    peers: peers.filter(({ name }) => name !== "plimsoll"),
  };
}

/** Keys a second when each is asked for once, `inFlight` at a time. */
async function sweep(keys: number, inFlight: number, read: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const caller = async () => {
    while (next < keys) {
      next += 1;
      await read(next - 1);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: inFlight }, caller));
  return (keys / (performance.now() - startedAt)) * 1000;
}

async function measureSecond(url: string, rounds: number): Promise<CacheRates["second"]> {
  const client = new Redis(url);
  // A new cache each round, so that every key has to come from Redis; it keeps what it reads, as always.
  const openCache = () => createCache({ store: redisStore(client), memory: { maxEntries: 1_000 } });
  const json = JSON.stringify(VALUE);
  const writing = openCache();
  const writer = writing.namespace("users", { ttlMs: TTL_MS, jitter: 0 });
  const write = (index: number) => Promise.all([client.set(`bare:${index}`, json), writer.set(`${index}`, VALUE)]);
  await sweep(KEYS, CALLERS, write);
  await writing.close();
  const results: CacheRates["second"] = [];
  for (const inFlight of [CALLERS, 1]) {
    const keys = inFlight === 1 ? KEYS / 4 : KEYS;
    const rates = { plimsoll: [] as number[], bare: [] as number[] };
    for (let round = -2; round < rounds; round += 1) {
      const cache = openCache();
      const ours = cache.namespace("users", { ttlMs: TTL_MS });
      const bare = await sweep(keys, inFlight, async (index) =>
        JSON.parse((await client.get(`bare:${index}`)) ?? fail()),
      );
      const plimsoll = await sweep(keys, inFlight, (index) => ours.getOrSet(`${index}`, fail));
      await cache.close();
      if (round < 0) continue;
      rates.bare.push(bare);
      rates.plimsoll.push(plimsoll);
    }
    results.push({ inFlight, plimsoll: median(rates.plimsoll), bare: median(rates.bare) });
  }
  client.disconnect();
  return results;
}

const [rounds = "9", redisUrl = ""] = process.argv.slice(2);
const rates: CacheRates = {
  first: await measureFirst(Number(rounds)),
  second: redisUrl ? await measureSecond(redisUrl, Number(rounds)) : [],
  callers: CALLERS,
};
process.send?.(rates, () => process.exit(0));
