import type { CommandCost, LatencyEvent } from "@plimsoll/core";
import type { Redis } from "ioredis";

const MOST_COMMANDS = 30;
/** What watching itself asks and apps hardly do; else it would be the dearest of a quiet server. */
const OF_WATCHING = /^(?:info|randomkey|memory\|usage|object\|\w+|slowlog\|get|latency\|latest|hotkeys\|get)$/;

/** What commands cost since the server began to count, by `commandstats` and `latencystats` of INFO; the dearest first. */
export function commandCosts(fields: ReadonlyMap<string, string>): CommandCost[] {
  const costs = [...fields].flatMap(([field, value]) => {
    const command = /^cmdstat_(.+)$/.exec(field)?.[1];
    if (command === undefined || OF_WATCHING.test(command)) return [];
    const stats = partsOf(value);
    const percentiles = partsOf(fields.get(`latency_percentiles_usec_${command}`) ?? "");
    const calls = stats.get("calls") ?? 0;
    const totalMs = (stats.get("usec") ?? 0) / 1_000;
    const ms = (name: string) => {
      const us = percentiles.get(name);
      return us === undefined ? null : us / 1_000;
    };
    return [
      {
        command,
        calls,
        failed: stats.get("failed_calls") ?? 0,
        totalMs,
        meanMs: calls === 0 ? 0 : totalMs / calls,
        p50Ms: ms("p50"),
        p99Ms: ms("p99"),
        p999Ms: ms("p99.9"),
      },
    ];
  });
  return costs.sort((a, b) => b.totalMs - a.totalMs).slice(0, MOST_COMMANDS);
}

/** `calls=2,usec=7` as numbers. */
function partsOf(value: string): Map<string, number> {
  return new Map(
    value.split(",").flatMap((part) => {
      const [name = "", text = ""] = part.split("=", 2);
      const number = Number(text);
      return text === "" || !Number.isFinite(number) ? [] : [[name, number] as const];
    }),
  );
}

/** The last and the worst of each kind of event; none where `latency-monitor-threshold` is 0. */
export async function readLatencyEvents(redis: Redis): Promise<LatencyEvent[]> {
  const events = (await redis.call("LATENCY", "LATEST")) as [string, number, number, number][];
  return events.map(([event, atSeconds, latestMs, maxMs]) => ({ event, at: atSeconds * 1_000, latestMs, maxMs }));
}
