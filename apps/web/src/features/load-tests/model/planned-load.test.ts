import { loadScriptSchema, type LoadScriptInput } from "@plimsoll/core";
import { expect, it } from "vitest";
import { planLoad } from "./planned-load.ts";
import { plannedWords } from "./planned-words.ts";

const get = { type: "request" as const, url: "/" };
function plan(load: LoadScriptInput["load"], scenarios?: LoadScriptInput["scenarios"]) {
  return planLoad(loadScriptSchema.parse({ load, scenarios: scenarios ?? [{ name: "a", steps: [get] }] }));
}

it("adds up ramps and holds", () => {
  const planned = plan({
    mode: "open",
    stages: [
      { durationMs: 10_000, startRate: 0, rate: 100 },
      { durationMs: 60_000, rate: 100 },
    ],
  });
  expect(planned).toMatchObject({ durationMs: 70_000, peak: 100, iterations: 6500, requests: 6500 });
  expect(planned.line).toEqual([
    { second: 0, level: 0 },
    { second: 10, level: 100 },
    { second: 10, level: 100 },
    { second: 70, level: 100 },
  ]);
  expect(plannedWords(planned)).toBe("About 6.5k requests in 1 min 10 s, 100/s at the most.");
});

it("counts requests by the weight of scenarios, groups included, pauses not", () => {
  const group = {
    type: "group" as const,
    name: "g",
    steps: [get, { type: "think" as const, minMs: 1, maxMs: 2 }, get],
  };
  const planned = plan({ mode: "open", stages: [{ durationMs: 10_000, rate: 10 }] }, [
    { name: "a", weight: 3, steps: [get] },
    { name: "b", weight: 1, steps: [get, group] },
  ]);
  expect(planned).toMatchObject({ iterations: 100, requests: 150, requestsPerIteration: 1.5 });
});

it("does not guess what users will make", () => {
  const planned = plan({ mode: "closed", stages: [{ durationMs: 60_000, users: 25 }] });
  expect(planned).toMatchObject({ requests: null, peak: 25 });
  expect(plannedWords(planned)).toMatch(/^Up to 25 users for 1 min/);
});

it("says how long a search may take", () => {
  const planned = plan({ mode: "capacity", maxRate: 500, warmupMs: 2000, stepMs: 8000, holdMs: 20_000, maxSteps: 12 });
  expect(planned).toMatchObject({ durationMs: 165_000, peak: 500 });
  expect(plannedWords(planned)).toContain("500/s at most");
});
