import { expect, it } from "vitest";
import { linesOf } from "./lines.ts";

const query = (metric: string, aggregation: "p50" | "p95" | "rate", label = "") => ({
  metric,
  aggregation,
  groupBy: [],
  where: [],
  label,
});
const found = (...names: string[]) => ({
  series: names.map((name) => ({
    labels: (name === "" ? {} : { service: name }) as Record<string, string>,
    values: [1],
  })),
});
const labels = (...args: Parameters<typeof linesOf>) => linesOf(...args).map(({ label }) => label);

it("a lone line has the metric's name, or the one that was given", () => {
  expect(labels({ kind: "line", queries: [query("jobs", "rate")] }, [found("")])).toEqual(["jobs"]);
  expect(labels({ kind: "line", queries: [query("jobs", "rate", "Jobs")] }, [found("")])).toEqual(["Jobs"]);
  expect(labels({ kind: "line", queries: [query("jobs", "rate")] }, [found("shop", "pay")])).toEqual(["shop", "pay"]);
});

it("lines of several questions are told apart", () => {
  const both = [query("took", "p50"), query("took", "p95")];
  expect(labels({ kind: "line", queries: both }, [found(""), found("")])).toEqual(["p50 of took", "p95 of took"]);
  expect(labels({ kind: "line", queries: [query("a", "rate"), query("b", "rate")] }, [found("x"), found("x")])).toEqual(
    ["a · x", "b · x"],
  );
  const same = [query("a", "rate", "One"), query("b", "rate", "One")];
  expect(labels({ kind: "line", queries: same }, [found(""), found("")])).toEqual(["One", "One (2)"]);
  const colors = linesOf({ kind: "line", queries: both }, [found(""), found("")]).map(({ color }) => color);
  expect(new Set(colors).size).toBe(2);
});
