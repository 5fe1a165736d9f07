import { AppError, type LoadScript, type LoadStep } from "@plimsoll/core";
import type { CompiledScenario, CompiledScript, CompiledStep, CompileOptions } from "./compiled.ts";
import { IterationScope } from "./iteration.ts";
import { Names } from "./names.ts";
import { Problems, type ScriptProblem } from "./problems.ts";
import { randomInt } from "./random.ts";
import { compileRequest, type StepPlace } from "./request-step.ts";
import { Slots } from "./slots.ts";
import { Targets } from "./targets.ts";
import { ThreadSource } from "./thread-source.ts";
import { readBase } from "./url.ts";
import { validateLoad } from "./validate-load.ts";

/**
 * Compiles a script for one thread of a run.
 * @throws AppError BAD_REQUEST that names everything that is wrong, with its place
 */
export function compileScript(script: LoadScript, options: CompileOptions): CompiledScript {
  const { compiled, problems } = compile(script, options);
  if (problems.length > 0) {
    const listed = problems.slice(0, 10).map(({ path, message }) => `${path}: ${message}`);
    const more = problems.length > 10 ? ` And ${problems.length - 10} more.` : "";
    throw new AppError("BAD_REQUEST", `The load test cannot run. ${listed.join(" ")}${more}`);
  }
  return compiled;
}

/** All that is wrong with a script beyond its shape: unknown variables and functions, hosts, patterns, thresholds, data. */
export function validateScript(script: LoadScript): ScriptProblem[] {
  return compile(script, NO_RUN).problems;
}

/** Origins that requests of a script go to, as far as they are known before a run, sorted. */
export function scriptOrigins(script: LoadScript): string[] {
  return [...compile(script, NO_RUN).compiled.origins].sort();
}

const NO_RUN: CompileOptions = { seed: 1, stride: { index: 0, of: 1 } };

function compile(script: LoadScript, options: CompileOptions): { compiled: CompiledScript; problems: ScriptProblem[] } {
  const problems = new Problems();
  const thread = new ThreadSource(options);
  const targets = new Targets();
  const slots = new Slots();
  const base = readBase(script.baseUrl, (message) => problems.add("baseUrl", message));
  const names = new Names(script, problems);
  const scenarios = script.scenarios.map(({ name, steps }, at): CompiledScenario => {
    const place: StepPlace = {
      script,
      base,
      names,
      targets,
      problems,
      extracted: new Set(),
      keepsCookies: countRequests(steps) > 1 || script.http.maxRedirects > 0,
    };
    const program: CompiledStep[] = [];
    addSteps(steps, `scenarios[${at}].steps`, program, slots, thread, place);
    if (countRequests(steps) === 0) problems.add(`scenarios[${at}].steps`, `The scenario "${name}" sends no request.`);
    return { name, program, begin: () => new IterationScope(thread, targets) };
  });
  if (problems.list.length === 0 && targets.origins.length === 0) {
    problems.add("scenarios", "No host is known before the run: set baseUrl, or write the host of a URL out.");
  }
  validateLoad(script, slots.list, problems);
  const pickScenario = picker(script, scenarios, thread);
  return {
    compiled: { scenarios, slots: slots.list, origins: targets.origins, pickScenario },
    problems: problems.list,
  };
}

function addSteps(
  steps: readonly LoadStep[],
  path: string,
  program: CompiledStep[],
  slots: Slots,
  thread: ThreadSource,
  place: StepPlace,
): void {
  steps.forEach((step, at) => {
    const here = `${path}[${at}]`;
    if (step.type === "think") {
      const { minMs, maxMs } = step;
      if (minMs > maxMs) place.problems.add(here, "The shortest pause is longer than the longest.");
      program.push({ type: "think", pickMs: () => randomInt(thread.random, minMs, maxMs) });
      return;
    }
    const name = step.name ?? (step.type === "request" ? `${step.method} ${step.url}`.slice(0, 120) : "");
    const slot = slots.get(name, step.type);
    if (!slot) {
      place.problems.add(
        `${here}.name`,
        `"${name}" is the name of a group and of a request; figures need names of their own.`,
      );
      return;
    }
    if (step.type === "group") {
      program.push({ type: "group-begin", slot: slot.index });
      addSteps(step.steps, `${here}.steps`, program, slots, thread, place);
      program.push({ type: "group-end", slot: slot.index });
      return;
    }
    const request = compileRequest(step, here, slot, place);
    if (request) program.push(request);
  });
}

function countRequests(steps: readonly LoadStep[]): number {
  return steps.reduce(
    (all, step) => all + (step.type === "group" ? countRequests(step.steps) : step.type === "request" ? 1 : 0),
    0,
  );
}

function picker(script: LoadScript, scenarios: CompiledScenario[], { random }: ThreadSource): () => CompiledScenario {
  const [first] = scenarios;
  if (!first) throw new AppError("BAD_REQUEST", "The load test has no scenario.");
  if (scenarios.length === 1) return () => first;
  let sum = 0;
  const bounds = script.scenarios.map(({ weight }) => {
    sum += weight;
    return sum;
  });
  return () => {
    const point = random() * sum;
    return scenarios[bounds.findIndex((bound) => point < bound)] ?? first;
  };
}
