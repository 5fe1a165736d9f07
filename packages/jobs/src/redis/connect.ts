import { AppError } from "@plimsoll/core";
import { Cluster, type ClusterOptions, Redis, type RedisOptions } from "ioredis";

/** `store` fails at once when Redis is gone; `worker` waits for it to come back. */
export type RedisUse = "store" | "worker";
export type RedisClient = Redis | Cluster;

const RECONNECT_MS = 1_000;

function optionsFor(use: RedisUse): RedisOptions {
  const shared: RedisOptions = {
    connectTimeout: use === "store" ? 2_000 : 5_000,
    retryStrategy: (times) => Math.min(times * 100, RECONNECT_MS),
    // A replica that became one in a failover refuses writes: find the new master.
    reconnectOnError: (error) => (error.message.startsWith("READONLY") ? 2 : false),
  };
  if (use === "worker") return { ...shared, maxRetriesPerRequest: null };
  return { ...shared, maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: 2_500 };
}

interface HostList {
  nodes: { host: string; port: number }[];
  user: { username?: string; password?: string };
  path: string;
  params: URLSearchParams;
}

/** The parts of `scheme://user:password@host:port,host:port/path?params`, which is no URL that the platform parses. */
function parseHostList(url: string, defaultPort: number): HostList {
  const match = /^[a-z+]+:\/\/(?:([^@/]*)@)?([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(url);
  if (!match?.[2]) throw new AppError("BAD_REQUEST", "REDIS_URL names no host.");
  const [username, password] = (match[1] ?? "").split(":", 2).map(decodeURIComponent);
  const nodes = match[2].split(",").map((node) => {
    const parts = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(node);
    if (!parts?.[1]) throw new AppError("BAD_REQUEST", "REDIS_URL has a host that cannot be read.");
    return { host: parts[1].replace(/^\[|\]$/g, ""), port: Number(parts[2] ?? defaultPort) };
  });
  const user = { ...(username && { username }), ...(password && { password }) };
  return { nodes, user, path: decodeURIComponent(match[3] ?? ""), params: new URLSearchParams(match[4] ?? "") };
}

/**
 * Opens Redis or Valkey by its URL: `redis://`, `rediss://` (TLS), `redis+sentinel://host,host/name[/db]` (the sentinels
 * ask for `?sentinelPassword=`) or `redis+cluster://host,host`; `rediss+…` for TLS. It connects in the background.
 * Throws AppError BAD_REQUEST when the URL is none of these.
 */
export function connectRedis(url: string, use: RedisUse): RedisClient {
  const options = optionsFor(use);
  const scheme = /^(redis|rediss)(\+sentinel|\+cluster)?:\/\//.exec(url);
  if (!scheme)
    throw new AppError(
      "BAD_REQUEST",
      "REDIS_URL starts with none of redis://, rediss://, redis+sentinel://, redis+cluster://.",
    );
  const tls = scheme[1] === "rediss" ? { tls: {} } : {};
  if (scheme[2] === "+sentinel") {
    const { nodes, user, path, params } = parseHostList(url, 26_379);
    const [name, db] = path.split("/", 2);
    if (!name)
      throw new AppError(
        "BAD_REQUEST",
        "REDIS_URL with sentinels needs the master's name: redis+sentinel://host/name.",
      );
    const sentinelPassword = params.get("sentinelPassword");
    return new Redis({
      ...options,
      ...user,
      ...tls,
      ...(scheme[1] === "rediss" && { enableTLSForSentinelMode: true }),
      sentinels: nodes,
      name,
      ...(db && { db: Number(db) }),
      ...(sentinelPassword && { sentinelPassword }),
      sentinelRetryStrategy: (times) => Math.min(times * 100, RECONNECT_MS),
    });
  }
  if (scheme[2] === "+cluster") {
    const { nodes, user } = parseHostList(url, 6_379);
    const clusterOptions: ClusterOptions = {
      redisOptions: { ...options, ...user, ...tls },
      enableOfflineQueue: use === "worker",
      // The check itself would have to wait in the queue that a store's connection does not have.
      enableReadyCheck: use === "worker",
      clusterRetryStrategy: (times) => Math.min(times * 100, RECONNECT_MS),
      slotsRefreshTimeout: 2_000,
      // Certificates and networks name hosts; nodes announce addresses.
      ...(scheme[1] === "rediss" && { dnsLookup: (address, callback) => callback(null, address) }),
    };
    return new Cluster(nodes, clusterOptions);
  }
  return new Redis(url, options);
}

/** True when commands reach it right now. */
export function isConnected(client: RedisClient): boolean {
  return client.status === "ready";
}
