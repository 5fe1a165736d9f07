import { Cluster } from "ioredis";
import type { RedisClient } from "./connect.ts";

const MOST_NAMES = 10_000;
const SCAN_COUNT = 5_000;
const LONGEST_SCAN_MS = 2_000;

/**
 * Names of the BullMQ queues below a prefix, found by the keys of their settings: at most 10,000, and those that a scan
 * of two seconds finds.
 */
export async function listQueueNames(client: RedisClient, prefix: string): Promise<string[]> {
  const nodes = client instanceof Cluster ? client.nodes("master") : [client];
  const pattern = `${prefix.replace(/[*?[\]\\]/g, "\\$&")}:*:meta`;
  const end = Date.now() + LONGEST_SCAN_MS;
  const names = new Set<string>();
  for (const node of nodes) {
    let cursor = "0";
    do {
      const [next, keys] = await node.scan(cursor, "MATCH", pattern, "COUNT", SCAN_COUNT);
      for (const key of keys) names.add(key.slice(prefix.length + 1, -":meta".length));
      cursor = next;
    } while (cursor !== "0" && names.size < MOST_NAMES && Date.now() < end);
  }
  return [...names].filter((name) => !name.includes(":")).sort();
}
