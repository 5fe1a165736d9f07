import { describe, expect, it } from "vitest";
import { aggregationsOf, type Question, questionTitle, readQuestions, seriesName, writeQuestions } from "./question.ts";

const question: Question = {
  metric: "http.server.request.duration",
  aggregation: "p95",
  groupBy: ["service", "http.route"],
  where: [{ label: "http.route", op: "!=", values: ["/health", "a|b, c"] }],
};

describe("questions in a link", () => {
  it("come back as they were written", () => {
    const plain: Question = { metric: "jobs", aggregation: "rate", groupBy: [], where: [] };
    expect(readQuestions(writeQuestions([question, plain]))).toEqual([question, plain]);
    expect(writeQuestions([])).toBeNull();
  });

  it("that cannot be read are none", () => {
    for (const text of [null, "", "{", "[1]", '[{"m":"x","a":"median"}]', '[{"m":"","a":"rate"}]']) {
      expect(readQuestions(text)).toEqual([]);
    }
    const many = JSON.stringify(Array.from({ length: 7 }, () => ({ m: "x", a: "rate" })));
    expect(readQuestions(many)).toEqual([]);
  });
});

it("what can be asked depends on what the metric is, each once", () => {
  expect(aggregationsOf({ type: "sum", monotonic: true })[0]).toBe("rate");
  expect(aggregationsOf({ type: "sum", monotonic: false })[0]).toBe("last");
  expect(aggregationsOf({ type: "gauge", monotonic: null })).not.toContain("rate");
  expect(aggregationsOf({ type: "exponentialHistogram", monotonic: null })[0]).toBe("p95");
  for (const type of ["gauge", "sum", "histogram", "summary"] as const) {
    const all = aggregationsOf({ type, monotonic: true });
    expect(new Set(all).size).toBe(all.length);
  }
});

it("lines and charts have names", () => {
  expect(questionTitle(question)).toBe("p95 of http.server.request.duration by service, http.route");
  expect(seriesName({ service: "shop", "http.route": "" }, "x")).toBe("shop · (none)");
  expect(seriesName({}, "jobs")).toBe("jobs");
});
