import { loadScriptSchema, type LoadScriptInput } from "@plimsoll/core";
import { expect, it } from "vitest";
import { planLoad } from "./planned-load.ts";
import { closedTargets, overCaps } from "./start-check.ts";

const CAPS = { maxRate: 100, maxDurationMs: 60_000, maxConcurrency: 50, maxRequests: 1000 };
function refusals(load: LoadScriptInput["load"]) {
  const script = loadScriptSchema.parse({ load, scenarios: [{ name: "a", steps: [{ type: "request", url: "/" }] }] });
  return overCaps(script.load, planLoad(script), CAPS).map((refusal) => refusal.message);
}

it("lets through what is within the caps", () => {
  expect(refusals({ mode: "open", stages: [{ durationMs: 10_000, rate: 100 }] })).toEqual([]);
  expect(refusals({ mode: "closed", stages: [{ durationMs: 60_000, users: 50 }] })).toEqual([]);
});

it("names everything that is too much", () => {
  expect(refusals({ mode: "open", stages: [{ durationMs: 120_000, rate: 101 }] })).toEqual([
    "Its rate of 101/s is above the 100/s that are allowed.",
    "It takes 2 min, longer than the 1 min that are allowed.",
    "Its 12.1k requests are more than the 1k that are allowed.",
  ]);
  expect(refusals({ mode: "closed", stages: [{ durationMs: 1000, users: 51 }] })).toHaveLength(1);
});

it("names targets that are closed, and why", () => {
  const open = { origin: "https://a.example", open: true, reason: null, targetId: "1" };
  const closed = { origin: "https://b.example", open: false, reason: "Not proven yet.", targetId: null };
  expect(closedTargets([open, closed])).toMatchObject([{ message: "Not proven yet.", href: "/settings/targets" }]);
});
