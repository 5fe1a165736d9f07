import { expect, it } from "vitest";
import { commandCosts } from "./redis-commands.ts";

it("commands by what they cost, with percentiles where the server keeps them", () => {
  const fields = new Map([
    ["cmdstat_get", "calls=4,usec=2000,usec_per_call=500.00,rejected_calls=0,failed_calls=1"],
    ["cmdstat_config|set", "calls=1,usec=9000,usec_per_call=9000.00"],
    ["latency_percentiles_usec_get", "p50=400.5,p99=900,p99.9=1001"],
    ["cmdstat_memory|usage", "calls=100,usec=90000"],
    ["used_memory", "5"],
  ]);
  expect(commandCosts(fields)).toEqual([
    { command: "config|set", calls: 1, failed: 0, totalMs: 9, meanMs: 9, p50Ms: null, p99Ms: null, p999Ms: null },
    { command: "get", calls: 4, failed: 1, totalMs: 2, meanMs: 0.5, p50Ms: 0.4005, p99Ms: 0.9, p999Ms: 1.001 },
  ]);
});
