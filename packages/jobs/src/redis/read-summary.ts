import type { QueueState } from "../job-store.ts";
import type { RedisClient } from "./connect.ts";

/** Priorities are the high part of the scores of the jobs that have one. */
const PRIORITY_UNIT = 0x1_0000_0000;

/** Counts of a queue's jobs, whether it is paused, and the age of the job that waits longest. Two round trips. */
export async function readSummary(
  client: RedisClient,
  key: (part: string) => string,
  now: number,
): Promise<QueueState> {
  const prioritized = key("prioritized");
  const [wait, held, urgent, active, delayed, children, completed, failed, paused, oldest, oldestHeld, first, last] =
    await Promise.all([
      client.llen(key("wait")),
      client.llen(key("paused")),
      client.zcard(prioritized),
      client.llen(key("active")),
      client.zcard(key("delayed")),
      client.zcard(key("waiting-children")),
      client.zcard(key("completed")),
      client.zcard(key("failed")),
      client.hexists(key("meta"), "paused"),
      client.lindex(key("wait"), -1),
      client.lindex(key("paused"), -1),
      client.zrange(prioritized, 0, 0),
      client.zrevrange(prioritized, 0, 0, "WITHSCORES"),
    ]);
  // Jobs of the least urgent priority wait behind all others: the first of them may be the oldest of all.
  const leastUrgent = Math.floor(Number(last[1] ?? 0) / PRIORITY_UNIT) * PRIORITY_UNIT;
  const starved = last.length > 0 ? await client.zrangebyscore(prioritized, leastUrgent, "+inf", "LIMIT", 0, 1) : [];
  const candidates = [oldest, oldestHeld, ...first, ...starved].filter((id) => id !== null);
  const ages = await Promise.all(
    candidates.map(async (id) => {
      const [added, opts, readyAt] = await client.hmget(key(id), "timestamp", "opts", "readyAt");
      if (!added) return 0;
      const { delay = 0, readyAt: renewed = 0 } = JSON.parse(opts || "{}") as { delay?: number; readyAt?: number };
      return Math.max(0, now - Math.max(Number(added) + delay, Number(readyAt ?? 0), renewed));
    }),
  );
  return {
    paused: paused === 1,
    counts: { waiting: wait + held + urgent, active, delayed, "waiting-children": children, completed, failed },
    oldestWaitingMs: candidates.length > 0 ? Math.max(...ages) : null,
  };
}
