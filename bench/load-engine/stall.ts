import { type Figure, figure } from "../report.ts";
import { runAutocannon } from "./peers.ts";
import { runLoad } from "./run-load.ts";
import { startSlowTarget } from "./targets.ts";

const SERVICE_MS = 1;
const RATE = 100;
const SECONDS = 20;
/** Between two arrivals, so that it is plain which of them it meets. */
const FREEZE_FROM_MS = 9_001;
const FREEZE_TO_MS = 11_001;
const QUANTILES = [
  ["p50", 0.5],
  ["p90", 0.9],
  ["p99", 0.99],
  ["p999", 0.999],
] as const;

/** Latencies of all planned requests, ascending: what anybody who sends on time must find. */
function analyticLatencies(): number[] {
  return Array.from({ length: RATE * SECONDS }, (_, at) => {
    const plannedMs = (at * 1000) / RATE;
    const frozen = plannedMs >= FREEZE_FROM_MS && plannedMs < FREEZE_TO_MS;
    return SERVICE_MS + (frozen ? FREEZE_TO_MS - plannedMs : 0);
  }).toSorted((a, b) => a - b);
}

/** A server that takes 1 ms and freezes for 2 s: percentiles found by us and by autocannon, beside what they are. */
export async function measureStall(): Promise<Figure[]> {
  process.stderr.write("a server that freezes …\n");
  const target = await startSlowTarget(SERVICE_MS);
  const freezeIn = (startsAt: number) => target.freeze(startsAt + FREEZE_FROM_MS, startsAt + FREEZE_TO_MS);
  const stages = [{ durationMs: SECONDS * 1000, rate: RATE }];
  const { histogram } = await runLoad(target.url, { mode: "open", stages, maxInFlight: 10_000 }, freezeIn);
  freezeIn(Date.now());
  const theirs = await runAutocannon({ url: target.url, connections: 10, seconds: SECONDS, rate: RATE });
  await target.stop();
  const expected = analyticLatencies();
  return QUANTILES.flatMap(([name, quantile]) => {
    const truth = expected[Math.ceil(quantile * expected.length) - 1] ?? Number.NaN;
    const reference = { name: "analytic", value: truth };
    const holds = (value: number) => Math.abs(value - truth) <= Math.max(2, truth * 0.02);
    return [
      figure(`freeze: ${name}`, histogram.quantileUs(quantile) / 1000, "ms", {
        reference,
        aim: { text: "± 2 % or 2 ms", holds },
      }),
      figure(`freeze: ${name} by autocannon`, theirs[name], "ms", { reference }),
    ];
  });
}
