import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ThroughputRun } from "./throughput-run.ts";

const RUN = fileURLToPath(new URL("throughput-run.ts", import.meta.url));
let runs = 0;

function runOnce(run: ThroughputRun): Promise<number> {
  const child = fork(RUN, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`a run ended with code ${code}`)));
    child.once("message", ({ seconds }: { seconds: number }) => resolve(run.jobs / seconds));
    child.send(run);
  });
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Jobs a second of both sides, medians of runs in turn, so that a slow moment of the machine falls on both. */
export async function measureThroughput(
  setting: Omit<ThroughputRun, "side" | "queue">,
  rounds: number,
): Promise<{ plimsoll: number; bare: number }> {
  const rates = { plimsoll: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    for (const side of round % 2 === 0 ? (["bare", "plimsoll"] as const) : (["plimsoll", "bare"] as const)) {
      runs += 1;
      rates[side].push(await runOnce({ ...setting, side, queue: `bench-${process.pid}-${runs}` }));
    }
  }
  return { plimsoll: median(rates.plimsoll), bare: median(rates.bare) };
}
