// What the load generator sends on one core beside autocannon and wrk, and whether it tells the truth: rates as planned,
// percentiles of a server that freezes, and of one that takes 100 ms.
//   npm run bench -- load-engine [--rounds N] [--seconds N] [--only throughput|rate|stall|constant] [--json FILE]
import { parseArgs } from "node:util";
import { runAutocannon, runWrk } from "./load-engine/peers.ts";
import { runLoad } from "./load-engine/run-load.ts";
import { measureStall } from "./load-engine/stall.ts";
import { startResponder, startSlowTarget } from "./load-engine/targets.ts";
import { median } from "./jobs-load/throughput.ts";
import { atLeast, type Figure, figure, publishReport } from "./report.ts";

const CONNECTIONS = 64;
const PLANNED_RATE = 20_000;

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "5" },
    only: { type: "string" },
    json: { type: "string" },
  },
});
const seconds = Number(options.seconds);
const durationMs = seconds * 1000;

/** In turn, so that a slow moment of the machine falls on all. */
async function measureThroughput(): Promise<Figure[]> {
  const target = await startResponder();
  const rates = { plimsoll: [] as number[], perCore: [] as number[], autocannon: [] as number[], wrk: [] as number[] };
  for (let round = 0; round < Number(options.rounds); round += 1) {
    process.stderr.write(`throughput, round ${round + 1} …\n`);
    const stages = [{ durationMs, users: CONNECTIONS }];
    const { answered, busySeconds } = await runLoad(target.url, { mode: "closed", stages });
    rates.plimsoll.push(answered / seconds);
    rates.perCore.push(answered / busySeconds);
    const { perSecond } = await runAutocannon({ url: target.url, connections: CONNECTIONS, seconds });
    rates.autocannon.push(perSecond);
    const wrk = await runWrk(target.url, CONNECTIONS, seconds);
    if (wrk !== null) rates.wrk.push(wrk);
  }
  await target.stop();
  const ours = median(rates.plimsoll);
  const reference = { name: "autocannon", value: median(rates.autocannon) };
  const shown = `closed model, ${CONNECTIONS} users, one core`;
  return [
    figure(shown, ours, "req/s", { reference, aim: atLeast(80_000) }),
    figure("… share of autocannon", ours / reference.value, "", { aim: atLeast(0.8) }),
    figure("… for each second its core was busy", median(rates.perCore), "req/s"),
    ...(rates.wrk.length > 0 ? [figure("… wrk, one thread", median(rates.wrk), "req/s")] : []),
  ];
}

async function measureRate(): Promise<Figure[]> {
  process.stderr.write("planned rate …\n");
  const target = await startResponder();
  const stages = [{ durationMs, rate: PLANNED_RATE }];
  const { sent, dropped, histogram, report } = await runLoad(target.url, { mode: "open", stages, maxInFlight: 10_000 });
  await target.stop();
  const reference = { name: "planned", value: PLANNED_RATE };
  const perSecond = sent / seconds;
  const aim = { text: "± 0.5 %", holds: (value: number) => Math.abs(value / PLANNED_RATE - 1) <= 0.005 };
  return [
    figure("open model, sent", perSecond, "req/s", { reference, aim }),
    figure("open model, dropped", dropped, ""),
    figure("open model, p50 from the planned time", histogram.quantileUs(0.5) / 1000, "ms"),
    figure("open model, sent late at worst", report.maxLagMs, "ms"),
  ];
}

async function measureConstant(): Promise<Figure[]> {
  process.stderr.write("a server of 100 ms …\n");
  const target = await startSlowTarget(100);
  const stages = [{ durationMs: 8_000, rate: 5 }];
  const ours = runLoad(target.url, { mode: "open", stages, maxInFlight: 100 });
  const { histogram } = await ours;
  const theirs = await runAutocannon({ url: target.url, connections: 5, seconds: 8, rate: 5 });
  await target.stop();
  const aim = { text: "100 ± 2", holds: (value: number) => Math.abs(value - 100) <= 2 };
  const reference = { name: "autocannon", value: theirs.p50 };
  return [figure("100 ms server at 5 req/s: p50", histogram.quantileUs(0.5) / 1000, "ms", { reference, aim })];
}

const sections = { throughput: measureThroughput, rate: measureRate, stall: measureStall, constant: measureConstant };
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(sections)) {
  if (options.only === undefined || options.only === name) figures.push(...(await measure()));
}
await publishReport({ name: "load-engine", figures }, options.json);
