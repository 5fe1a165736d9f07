import { availableParallelism } from "node:os";
import type { Config, LoadModel } from "@plimsoll/core";

/** What one thread sends with ease, so that there are not more threads than the load is worth. */
const RATE_A_THREAD = 10_000;
const USERS_A_THREAD = 50;

/** Worker threads for one share of a run: PLIMSOLL_LOAD_THREADS, or as many as its load is worth and cores are free. */
export function loadThreads(
  { PLIMSOLL_LOAD_THREADS: configured }: Pick<Config, "PLIMSOLL_LOAD_THREADS">,
  load: LoadModel,
  shares: number,
  cores = availableParallelism(),
): number {
  if (configured > 0) return configured;
  const worth =
    load.mode === "closed"
      ? Math.max(...load.stages.map(({ users, startUsers = 0 }) => Math.max(users, startUsers))) / USERS_A_THREAD
      : highestRate(load) / RATE_A_THREAD;
  return Math.max(1, Math.min(cores - 1, Math.ceil(worth / shares)));
}

function highestRate(load: Exclude<LoadModel, { mode: "closed" }>): number {
  if (load.mode === "capacity") return load.maxRate;
  return Math.max(...load.stages.map(({ rate, startRate = 0 }) => Math.max(rate, startRate)));
}
