import type { LoadMode, LoadModel, LoadScenario, LoadStep } from "@plimsoll/core";

/** What a script is going to send, as far as can be known before. */
export interface PlannedLoad {
  mode: LoadMode;
  /** The longest it takes, without the quiet time before it. */
  durationMs: number;
  /** Iterations a second, users, or rate of the search: corners of the line, in seconds from the start. */
  line: { second: number; level: number }[];
  /** Highest rate, or most users. */
  peak: number;
  /** Iterations and requests in all; null where the target decides (users), at most for a search. */
  iterations: number | null;
  requests: number | null;
  /** Mean number of requests of an iteration. */
  requestsPerIteration: number;
}

/** The parts of a script that say what is sent. */
export interface Plannable {
  load: LoadModel;
  scenarios: readonly Pick<LoadScenario, "weight" | "steps">[];
}

function requestsOfSteps(steps: readonly LoadStep[]): number {
  return steps.reduce((sum, step) => {
    if (step.type === "group") return sum + requestsOfSteps(step.steps);
    return step.type === "request" ? sum + 1 : sum;
  }, 0);
}

/** Mean number of requests of an iteration, by the weights of the scenarios. */
export function requestsPerIteration(scenarios: Plannable["scenarios"]): number {
  const weights = scenarios.reduce((sum, scenario) => sum + scenario.weight, 0);
  if (weights === 0) return 0;
  return scenarios.reduce((sum, { weight, steps }) => sum + weight * requestsOfSteps(steps), 0) / weights;
}

interface Stage {
  durationMs: number;
  from: number;
  to: number;
}

function stagesOf(load: Exclude<LoadModel, { mode: "capacity" }>): Stage[] {
  if (load.mode === "open")
    return load.stages.map(({ durationMs, rate, startRate }) => ({ durationMs, from: startRate ?? rate, to: rate }));
  return load.stages.map(({ durationMs, users, startUsers }) => ({ durationMs, from: startUsers ?? users, to: users }));
}

/** Corners of the line that the stages draw; a jump between two stages is two corners at one second. */
function lineOf(stages: readonly Stage[]): PlannedLoad["line"] {
  let second = 0;
  return stages.flatMap(({ durationMs, from, to }) => {
    const start = second;
    second += durationMs / 1000;
    return [
      { second: start, level: from },
      { second, level: to },
    ];
  });
}

/** A search's pause between two steps, at most, until it is decided how to go on. */
const BETWEEN_STEPS_MS = 3000;

/** A search climbs from its first rate to its last: how, is found out on the way. */
function planSearch(load: Extract<LoadModel, { mode: "capacity" }>, perIteration: number): PlannedLoad {
  const { startRate, maxRate, warmupMs, stepMs, holdMs, maxSteps } = load;
  const durationMs = (maxSteps - 1) * (warmupMs + stepMs + BETWEEN_STEPS_MS) + warmupMs + holdMs;
  const iterations = (maxRate * durationMs) / 1000;
  return {
    mode: load.mode,
    durationMs,
    line: [
      { second: 0, level: startRate },
      { second: durationMs / 1000, level: maxRate },
    ],
    peak: maxRate,
    iterations,
    requests: iterations * perIteration,
    requestsPerIteration: perIteration,
  };
}

/** What a run of the script is going to send. */
export function planLoad({ load, scenarios }: Plannable): PlannedLoad {
  const perIteration = requestsPerIteration(scenarios);
  if (load.mode === "capacity") return planSearch(load, perIteration);
  const stages = stagesOf(load);
  const iterations =
    load.mode === "closed"
      ? null
      : stages.reduce((sum, { durationMs, from, to }) => sum + ((from + to) / 2) * (durationMs / 1000), 0);
  return {
    mode: load.mode,
    durationMs: stages.reduce((sum, stage) => sum + stage.durationMs, 0),
    line: lineOf(stages),
    peak: Math.max(0, ...stages.flatMap(({ from, to }) => [from, to])),
    iterations,
    requests: iterations === null ? null : iterations * perIteration,
    requestsPerIteration: perIteration,
  };
}
