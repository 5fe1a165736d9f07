import { describe, expect, it } from "vitest";
import { outlineOf } from "./outline-fixture.ts";
import { groupSpans, serviceShares, sortGroups } from "./span-groups.ts";
import { buildTraceModel } from "./trace-model.ts";
import { errorSpans, neighbourOf, searchTrace } from "./trace-search.ts";

const model = buildTraceModel(
  outlineOf([
    { parent: -1, start: 0, duration: 10e6, service: "web", operation: "GET /Cart", self: 2e6 },
    { parent: 0, start: 1e6, duration: 3e6, service: "cart", operation: "load", status: 2, self: 3e6 },
    { parent: 0, start: 2e6, duration: 6e6, service: "cart", operation: "save", self: 1e6 },
    { parent: 1, start: 2e6, duration: 1e6, service: "db", operation: "SELECT", status: 2, self: 1e6 },
  ]),
);

describe("searchTrace", () => {
  it.each([
    ["", []],
    ["  cart ", [0, 1, 2]],
    ["select", [3]],
    ["0000000000000003", [2]],
    ["nothing", []],
    ["service:cart", [1, 2]],
    ["-service:cart", [0, 3]],
    ["status:error duration>=3ms", [1]],
    ["duration>6ms", [0]],
    ["kind:internal", [0, 1, 3, 2]],
    ["http.route:x", []],
    ["status:bad", []],
  ])("%s", (text, expected) => {
    expect([...searchTrace(model, text)]).toEqual(expected);
  });

  it("steps through what it found in the order of the tree, round the ends", () => {
    const errors = errorSpans(model);
    expect([...errors]).toEqual([1, 3]);
    expect(neighbourOf(model, errors, -1, 1)).toBe(1);
    expect(neighbourOf(model, errors, 1, 1)).toBe(3);
    expect(neighbourOf(model, errors, 2, 1)).toBe(1);
    expect(neighbourOf(model, errors, 2, -1)).toBe(3);
    expect(neighbourOf(model, errors, 0, -1)).toBe(3);
    expect(neighbourOf(model, new Int32Array(0), 0, 1)).toBe(-1);
  });
});

describe("groupSpans", () => {
  it("sums by service and by operation", () => {
    const cart = groupSpans(model, "service").find((group) => group.service === "cart");
    expect(cart).toMatchObject({ count: 2, total: 9e6, self: 4e6, p95: 6e6, max: 6e6, errors: 1, longest: 2 });
    expect(groupSpans(model, "operation")).toHaveLength(4);
  });

  it("sorts figures down and names up, either reversed", () => {
    const names = (groups: { service: string }[]) => groups.map((group) => group.service);
    const groups = groupSpans(model, "service");
    expect(names(sortGroups(groups, "self", false))).toEqual(["cart", "web", "db"]);
    expect(names(sortGroups(groups, "service", false))).toEqual(["cart", "db", "web"]);
    expect(names(sortGroups(groups, "service", true))).toEqual(["web", "db", "cart"]);
  });

  it("shares the self time out to services", () => {
    expect(serviceShares(model).map(({ service, share }) => [service, share])).toEqual([
      ["cart", 4 / 7],
      ["web", 2 / 7],
      ["db", 1 / 7],
    ]);
  });
});
