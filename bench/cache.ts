// What a hit costs: of the first tier beside bentocache and cache-manager, of the second beside a bare Redis GET with the
// same serialisation. One process on one core measures all sides in turn.
//   npm run bench -- cache [--rounds N] [--json FILE]
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { CacheRates } from "./cache-load/run.ts";
import { startRedis } from "./jobs-load/servers.ts";
import { atLeast, type Figure, figure, publishReport } from "./report.ts";

const RUN = fileURLToPath(new URL("cache-load/run.ts", import.meta.url));

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "9" }, json: { type: "string" } },
});

/** Runs all measurements in a process of its own, on one core where the system can pin it. */
async function measure(redisUrl: string | undefined): Promise<CacheRates> {
  const command = [process.execPath, "--import", "tsx", RUN, options.rounds, redisUrl ?? ""];
  const pinned = spawnSync("taskset", ["-c", "0", "true"]).status === 0 ? ["taskset", "-c", "0", ...command] : command;
  const child = spawn(pinned[0] ?? process.execPath, pinned.slice(1), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [message] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`measuring ended with code ${code}`))),
  ])) as [CacheRates];
  return message;
}

const redis = await startRedis();
try {
  if (!redis) console.error("redis-server is missing: the second tier is left out.");
  const { first, second, callers } = await measure(redis?.url);
  const best = first.peers.toSorted((a, b) => b.rate - a.rate)[0];
  if (!best) throw new Error("no peer was measured");
  const figures: Figure[] = [
    figure("getOrSet, hit of the first tier", first.plimsoll, "/s", { aim: atLeast(2_000_000) }),
    figure("… times the better peer", first.plimsoll / best.rate, "", {
      reference: { name: best.name, value: best.rate },
      aim: atLeast(5),
    }),
    ...first.peers.map(({ name, rate }) => figure(name, rate, "/s")),
  ].map((item) => (item.metric.startsWith("…") ? { ...item, ratio: item.value } : item));
  for (const { inFlight, plimsoll, bare } of second) {
    const label = `getOrSet, hit of the second tier, ${inFlight} in flight`;
    // One caller waits for the network nearly all the time: what the cache adds shows under load.
    figures.push(
      figure(label, plimsoll, "/s", { reference: { name: "bare GET and JSON.parse", value: bare } }),
      figure("… share of the bare GET", plimsoll / bare, "", inFlight === callers ? { aim: atLeast(0.9) } : {}),
    );
  }
  await publishReport({ name: "cache", figures }, options.json);
} finally {
  await redis?.stop();
}
