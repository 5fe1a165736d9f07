import { describe, expect, it } from "vitest";
import { WEB_CHECKS } from "./registry.ts";
import { fakePage, fakeTarget } from "./testing/fake-target.ts";
import { OBSERVATORY_CASES, type ObservatoryCase } from "./testing/observatory/observatory-cases.ts";

/** True when none of the checks finds anything above a note. */
async function passes({ checks, headers, body }: ObservatoryCase): Promise<boolean> {
  const page = fakePage(
    "https://mozilla.org/",
    { "content-type": "text/html; charset=utf-8", ...headers },
    body ?? "<!doctype html><title>Title</title>",
  );
  const results = await Promise.all(
    WEB_CHECKS.filter(({ id }) => checks.includes(id)).map(async (check) => ({
      check,
      result: await check.run(fakeTarget(page)),
    })),
  );
  expect(results.map(({ check }) => check.id).toSorted()).toEqual([...checks].toSorted());
  return results.every(
    ({ check, result }) =>
      result.outcome !== "fail" || result.faults.every((fault) => (fault.severity ?? check.severity) === "info"),
  );
}

describe("the verdicts of MDN HTTP Observatory", () => {
  const agreed = OBSERVATORY_CASES.filter(({ disagreement }) => disagreement === undefined);
  const disagreed = OBSERVATORY_CASES.filter(({ disagreement }) => disagreement !== undefined);

  it.each(agreed.map((item) => [item.checks[0], item.name, item] as const))("are ours: %s, %s", async (_, __, item) => {
    expect(await passes(item)).toBe(item.passes);
  });

  it.each(disagreed.map((item) => [item.name, item.disagreement, item] as const))(
    "are not ours: %s. %s",
    async (_, __, item) => {
      expect(await passes(item)).toBe(!item.passes);
    },
  );
});
