import {
  type Cache,
  type CacheBus,
  type CacheNamespace,
  createCache,
  redisBus,
  redisStore,
  v8Serializer,
} from "@plimsoll/cache";
import type { Config } from "@plimsoll/core";
import { connectRedis, type RedisClient } from "@plimsoll/jobs";

/**
 * The documented bound: how long another process may still believe a key or a session that was revoked. Where the
 * processes share a Redis they are told at once.
 */
const BELIEVED_MS = 5_000;
/** How long an answer "no such key" or "no such session" is kept. */
export const REFUSED_MS = 2_000;
/** Longest wait for the database before a caller is told that it does not answer. */
const LOOK_UP_TIMEOUT_MS = 5_000;
/** Roll-ups are by the minute: an answer this old looks the same. */
const ANSWER_MS = 5_000;

const KEYS_BYTES = 8 * 1024 * 1024;
const ANSWERS_BYTES = 32 * 1024 * 1024;

interface Opened {
  /** Who may do what. In memory only: what others may write to is not asked who somebody is. */
  identities: Cache;
  /** Answers of the telemetry store, shared between processes where there is a Redis. */
  answers: Cache;
  connections: RedisClient[];
}

/** Plimsoll's own caches, opened when they are first used. The names of their namespaces are shown on the Caches page. */
export class OwnCaches {
  readonly #config: Pick<Config, "REDIS_URL">;
  readonly #onError: (error: Error) => void;
  #opened: Opened | undefined;

  constructor(config: Pick<Config, "REDIS_URL">, onError: (error: Error) => void = () => undefined) {
    this.#config = config;
    this.#onError = onError;
  }

  /** API keys by the hash of their token. */
  get apiKeys(): CacheNamespace {
    return this.#identities("api-keys");
  }

  /** Signed-in people by the hash of their cookie. */
  get sessions(): CacheNamespace {
    return this.#identities("sessions");
  }

  /** Answers made of roll-ups, by the question. */
  answers(name: "service-list" | "service-detail" | "service-map" | "overview"): CacheNamespace {
    return this.#open().answers.namespace(name, { ttlMs: ANSWER_MS, nullTtlMs: 0 });
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    if (!opened) return;
    await Promise.all([opened.identities.close(), opened.answers.close()]);
    for (const connection of opened.connections) connection.disconnect();
  }

  #identities(name: string): CacheNamespace {
    return this.#open().identities.namespace(name, {
      ttlMs: BELIEVED_MS,
      nullTtlMs: REFUSED_MS,
      hardTimeoutMs: LOOK_UP_TIMEOUT_MS,
    });
  }

  #open(): Opened {
    this.#opened ??= openCaches(this.#config.REDIS_URL, this.#onError);
    return this.#opened;
  }
}

function openCaches(redisUrl: string | undefined, onError: (error: Error) => void): Opened {
  const connections: RedisClient[] = [];
  const connect = (url: string) => {
    const client = connectRedis(url, "store");
    client.on("error", onError);
    connections.push(client);
    return client;
  };
  const publisher = redisUrl === undefined ? null : connect(redisUrl);
  const bus = (channel: string): { bus?: CacheBus } =>
    publisher && redisUrl !== undefined
      ? { bus: redisBus({ publisher, subscriber: connect(redisUrl) }, `plimsoll:${channel}`) }
      : {};
  return {
    identities: createCache({ memory: { maxBytes: KEYS_BYTES }, ...bus("identities") }),
    answers: createCache({
      prefix: "plimsoll",
      memory: { maxBytes: ANSWERS_BYTES },
      serializer: v8Serializer,
      ...(publisher && { store: redisStore(publisher) }),
      ...bus("answers"),
    }),
    connections,
  };
}
