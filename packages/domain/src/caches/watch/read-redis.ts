import { type RedisFindings, toError } from "@plimsoll/core";
import type { Redis } from "ioredis";
import { groupKeys, type SampledKey } from "./key-patterns.ts";
import { commandCosts, readLatencyEvents } from "./redis-commands.ts";
import { hasHotKeys, hotOfSample, hotOfTracking } from "./redis-hot-keys.ts";
import { type OwnHits, parseInfo, sampleOfInfo } from "./redis-info.ts";
import type { WatchedSample } from "./watched-point.ts";

export interface RedisReport extends WatchedSample, RedisFindings {
  /** Sentences: what this server or its user does not allow. */
  notes: string[];
  /** For the next reading. */
  ownHits: OwnHits;
}

export interface ReadRedisOptions {
  /** Keys to look at; 0: none. */
  sampleKeys: number;
  /** Longest time for looking at keys. */
  budgetMs: number;
  /** Epoch milliseconds. */
  now: number;
  /** Of the reading before; null for the first. */
  ownHits: OwnHits | null;
}

const BATCH = 100;
const MOST_SLOW = 32;
const MOST_PATTERNS = 40;
const LONGEST_COMMAND = 300;

/** Of a key that is looked at: PTTL and OBJECT count as hits. */
const HITS_PER_KEY = 2;

/**
 * Reads a Redis or Valkey as an onlooker: nothing is written, no key's age is touched, a key's value never leaves it, and
 * the hits that this makes are taken out of those it tells. Rejects when the server does not answer; what it refuses is
 * noted.
 */
export async function readRedis(redis: Redis, options: ReadRedisOptions): Promise<RedisReport> {
  const sections = await Promise.all([redis.info(), redis.info("commandstats"), redis.info("latencystats")]);
  const info = sections.join("\n");
  const fields = parseInfo(info);
  const { runId, ...sample } = sampleOfInfo(info, options.now, options.ownHits);
  const notes: string[] = [];
  const unlessRefused = <T>(work: Promise<T>, instead: T): Promise<T> =>
    work.catch((error: unknown) => {
      notes.push(`${toError(error).message}.`);
      return instead;
    });
  const slow = await unlessRefused(readSlowLog(redis), []);
  const events = await unlessRefused(readLatencyEvents(redis), []);
  const hasFrequency = fields.get("maxmemory_policy")?.includes("lfu") ?? false;
  const keys = options.sampleKeys > 0 ? await unlessRefused(sampleKeysOf(redis, options, hasFrequency), null) : null;
  const tracked = hasHotKeys(sample.version) ? await unlessRefused(redis.call("HOTKEYS", "GET"), null) : null;
  const before = options.ownHits?.runId === runId ? options.ownHits.hits : 0;
  return {
    ...sample,
    patterns: keys && { sampled: keys.length, items: groupKeys(keys, MOST_PATTERNS) },
    slow,
    hot: [...hotOfTracking(tracked), ...[hotOfSample(keys ?? [])].filter((each) => each !== null)],
    commands: commandCosts(fields),
    events,
    notes,
    ownHits: { runId, hits: before + HITS_PER_KEY * (keys?.length ?? 0) },
  };
}

async function readSlowLog(redis: Redis): Promise<RedisReport["slow"]> {
  const entries = (await redis.call("SLOWLOG", "GET", MOST_SLOW)) as [number, number, number, string[]][];
  return entries.map(([, atSeconds, us, words]) => ({
    at: atSeconds * 1_000,
    ms: us / 1_000,
    command: shownCommand(words),
  }));
}

/** A command with its first argument, mostly a key; what is stored under it is left out. */
export function shownCommand(words: readonly string[]): string {
  const [name = "", first, ...rest] = words;
  // The server itself leaves arguments out and says how many.
  const hidden = Number(/^\.\.\. \((\d+) more arguments\)$/.exec(rest.at(-1) ?? "")?.[1] ?? 0);
  const more = hidden > 0 ? rest.length - 1 + hidden : rest.length;
  const shown = [name, ...(first === undefined ? [] : [first])].join(" ");
  const cut = shown.length > LONGEST_COMMAND ? `${shown.slice(0, LONGEST_COMMAND)}…` : shown;
  return more === 0 ? cut : `${cut} … ${more} more`;
}

async function sampleKeysOf(redis: Redis, options: ReadRedisOptions, hasFrequency: boolean): Promise<SampledKey[]> {
  const { sampleKeys, budgetMs } = options;
  const until = performance.now() + budgetMs;
  const sampled = new Map<string, SampledKey>();
  for (let asked = 0; asked < sampleKeys && performance.now() < until; asked += BATCH) {
    const keys = await randomKeys(redis, Math.min(BATCH, sampleKeys - asked));
    const fresh = keys.filter((key) => !sampled.has(key));
    // An empty server, or one so small that nothing new is found.
    if (fresh.length === 0) break;
    for (const each of await lookAt(redis, fresh, hasFrequency)) sampled.set(each.key, each);
  }
  return [...sampled.values()];
}

/** RANDOMKEY again and again: each costs the server next to nothing, unlike KEYS, and no cursor has to be kept. */
async function randomKeys(redis: Redis, count: number): Promise<string[]> {
  const pipeline = redis.pipeline();
  for (let at = 0; at < count; at += 1) pipeline.randomkey();
  const answers = await run(pipeline);
  return [...new Set(answers.flatMap((answer) => (typeof answer === "string" ? [answer] : [])))];
}

/** None of these commands makes the key younger. A policy keeps either idle times or frequencies. */
async function lookAt(redis: Redis, keys: readonly string[], hasFrequency: boolean): Promise<SampledKey[]> {
  const pipeline = redis.pipeline();
  const use = hasFrequency ? "FREQ" : "IDLETIME";
  for (const key of keys) pipeline.call("MEMORY", "USAGE", key).pttl(key).call("OBJECT", use, key);
  const answers = await run(pipeline);
  return keys.flatMap((key, at) => {
    const [bytes, ttl, used] = answers.slice(3 * at, 3 * at + 3);
    // -2: it is gone by now.
    if (ttl === -2) return [];
    const ttlMs = typeof ttl === "number" && ttl >= 0 ? ttl : null;
    const known = typeof used === "number" ? used : null;
    const [idleSeconds, frequency] = hasFrequency ? [null, known] : [known, null];
    return [{ key, bytes: typeof bytes === "number" ? bytes : 0, ttlMs, idleSeconds, frequency }];
  });
}

/** The answers of a pipeline, null for those refused; throws when all are. */
async function run(pipeline: ReturnType<Redis["pipeline"]>): Promise<unknown[]> {
  const answers = (await pipeline.exec()) ?? [];
  const [first] = answers;
  if (first?.[0] && answers.every(([error]) => error !== null)) throw first[0];
  return answers.map(([error, answer]) => (error === null ? answer : null));
}
