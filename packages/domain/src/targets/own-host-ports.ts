import type { Config } from "@plimsoll/core";
import type { HostPort } from "@plimsoll/outbound";

const DEFAULT_PORTS: Record<string, number> = {
  "postgres:": 5432,
  "postgresql:": 5432,
  "http:": 80,
  "https:": 443,
  "redis:": 6379,
  "rediss:": 6379,
  "redis+cluster:": 6379,
  "redis+sentinel:": 26_379,
};

/** `host`, `host:port`, `[address]` or `[address]:port`. */
const ENTRY = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/;

/** Where this instance's own stores and servers listen: no request on a user's behalf is ever sent there. */
export function ownHostPorts(config: Config): HostPort[] {
  const { PLIMSOLL_HOST: host } = config;
  const servers = [config.PLIMSOLL_WEB_PORT, config.PLIMSOLL_OTLP_HTTP_PORT, config.PLIMSOLL_OTLP_GRPC_PORT];
  const stores = [config.DATABASE_URL, config.CLICKHOUSE_URL, config.REDIS_URL];
  return [...servers.map((port) => ({ host, port })), ...stores.flatMap((url) => (url ? hostPorts(url) : []))];
}

/** Every host of a URL that may name several, separated by commas, as PostgreSQL's and ours for Redis do. */
function hostPorts(url: string): HostPort[] {
  const parts = /^([a-z+]+:)\/\/(?:[^/]*@)?([^/?#]*)/i.exec(url);
  if (!parts) return [];
  const fallback = DEFAULT_PORTS[parts[1]?.toLowerCase() ?? ""] ?? 0;
  return (parts[2] ?? "").split(",").flatMap((entry) => {
    const match = ENTRY.exec(entry);
    const host = match?.[1] ?? match?.[2];
    return host ? [{ host, port: Number(match?.[3]) || fallback }] : [];
  });
}
