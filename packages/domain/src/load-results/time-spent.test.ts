import { describe, expect, it } from "vitest";
import { compareTimes, type TraceTimes } from "./time-spent.ts";

const statement = "SELECT id FROM orders WHERE id = 1";
const operations = new Map([
  ["root", { service: "shop-api", name: "GET /orders", summary: "", statement: "", peer: "" }],
  ["query", { service: "shop-api", name: "pg.query:SELECT shop", summary: "", statement, peer: "postgresql" }],
  ["other", { service: "shop-api", name: "GET /products", summary: "", statement: "", peer: "" }],
]);
const trace = "0".repeat(32);
/** Means of one request, milliseconds. */
const times = (requests: number, root: number, query: number, name = "GET /orders"): TraceTimes["roots"][number] => ({
  root: { service: "shop-api", name },
  requests,
  operations: [
    {
      operation: name === "GET /orders" ? "root" : "other",
      selfMs: root * requests,
      spans: requests,
      exampleTraceId: trace,
    },
    { operation: "query", selfMs: query * requests, spans: 2 * requests, exampleTraceId: trace },
  ],
});
const of = (...roots: TraceTimes["roots"]): TraceTimes => ({ roots, operations });
const none: TraceTimes = { roots: [], operations: new Map() };

describe("where the time went", () => {
  it("names the operation that added most", () => {
    const spent = compareTimes(of(times(100, 45, 192)), of(times(25, 10, 10)), "before the run");
    expect(spent).toMatchObject({ runTraces: 100, baselineTraces: 25 });
    expect(spent.rows.map((row) => [row.operation, row.selfMs, row.baselineSelfMs, row.addedMs])).toEqual([
      ["SELECT orders", 192, 10, 182],
      ["GET /orders", 45, 10, 35],
    ]);
    expect(spent.rows[0]).toMatchObject({ service: "shop-api", callsPerRequest: 2, exampleTraceId: trace });
    expect(spent.rows[0]?.addedShare).toBeCloseTo(182 / 217);
    expect(spent.finding).toBe(
      "`SELECT orders` in shop-api took 182 ms more per request than in the baseline: 84 % of what was added.",
    );
  });

  it("names none where nothing stands out", () => {
    const finding = (run: TraceTimes, base: TraceTimes) => compareTimes(run, base, "before the run").finding;
    expect(finding(of(times(100, 10.2, 10)), of(times(100, 10, 10)))).toBeNull();
    expect(finding(of(times(2, 10, 500)), of(times(100, 10, 10)))).toBeNull();
    expect(finding(of(times(100, 10, 500)), of(times(2, 10, 10)))).toBeNull();
    expect(finding(of(times(100, 5, 5)), of(times(100, 10, 10)))).toBeNull();
    expect(finding(none, none)).toBeNull();
  });

  it("is no difference when requests were mixed otherwise, or only one side had some", () => {
    const run = of(times(90, 100, 0, "GET /products"), times(10, 1, 10));
    const base = of(times(10, 100, 0, "GET /products"), times(90, 1, 10));
    const spent = compareTimes(run, base, "live traffic");
    expect(spent.finding).toBeNull();
    for (const row of spent.rows) expect(row.addedMs).toBeCloseTo(0);
    const lacking = compareTimes(run, of(times(90, 1, 10)), "live traffic");
    expect(lacking.rows.map((row) => row.operation).sort()).toEqual(["GET /orders", "SELECT orders"]);
    for (const row of lacking.rows) expect(row.addedMs).toBeCloseTo(0);
  });

  it("says what took most where there is nothing to compare with", () => {
    const spent = compareTimes(of(times(100, 50, 150)), none, "none");
    expect(spent.rows[0]).toMatchObject({ baselineSelfMs: null, addedMs: null, addedShare: null });
    expect(spent.finding).toBe(
      "`SELECT orders` in shop-api took 150 ms per request, 75 % of the whole; there is no quiet traffic to compare it with.",
    );
  });
});
