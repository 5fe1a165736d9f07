import type { SpanFilter } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { isEmptyFilter, spanFilterSql } from "./span-filter.ts";
import { SqlParams, sqlId } from "./sql-params.ts";

function build(filter: SpanFilter, resourceMeets: boolean[] = []) {
  const params = new SqlParams("default");
  return { sql: spanFilterSql({ filter, resourceMeets }, params), values: params.values };
}

describe("spanFilterSql", () => {
  it("lets everything pass without conditions", () => {
    expect(build({}).sql).toBe("1");
    expect(isEmptyFilter({ not: { service: [] }, attributes: [] })).toBe(true);
    expect(isEmptyFilter({ service: "a" })).toBe(false);
  });

  it("binds every value that a user gives", () => {
    const evil = "x') OR 1=1 --";
    const { sql, values } = build(
      {
        service: evil,
        operation: evil,
        not: { service: [evil], operation: [evil] },
        attributes: (["=", "!=", "contains", "exists"] as const).map((op) => ({ key: evil, op, value: evil })),
      },
      [true, true, true, true],
    );
    expect(sql).not.toContain("1=1");
    expect(Object.values(values).filter((value) => value === evil).length).toBeGreaterThan(10);
  });

  it("writes numbers of its own only", () => {
    const { sql } = build({
      status: "error",
      kind: "server",
      minDurationMs: 1.5,
      maxDurationMs: 1e300,
      not: { status: ["ok"], kind: ["client"] },
    });
    expect(sql.split("\n  AND ")).toEqual([
      "status = 2",
      "kind = 2",
      "duration_ns >= toInt64('1500000')",
      "duration_ns <= 9223372036854775807",
      "status NOT IN (1)",
      "kind NOT IN (3)",
    ]);
  });

  it("leaves resources out when none meets the condition, so that the index can prune", () => {
    const filter: SpanFilter = { attributes: [{ key: "a", op: "=", value: "b" }] };
    expect(build(filter, [false]).sql).not.toContain("resource IN");
    expect(build(filter, [false]).sql).toContain("indexHint(hasAny(");
    expect(build(filter, [true]).sql).toContain(
      "resource IN (SELECT resource FROM plimsoll.resources WHERE project_id = {project:String}",
    );
    expect(build({ attributes: [{ key: "resource.a", op: "=", value: "b" }] }, [false]).sql).toBe("0");
    expect(build({ attributes: [{ key: "resource.a", op: "!=", value: "b" }] }, [false]).sql).toBe("1");
  });

  it("refuses an ordering by what is no number", () => {
    expect(() => build({ attributes: [{ key: "a", op: ">", value: "much" }] })).toThrow(/needs a number/);
    expect(() => build({ attributes: [{ key: "a", op: ">", value: true }] })).toThrow(/needs a number/);
  });
});

describe("sqlId", () => {
  it("takes hexadecimal digits only", () => {
    expect(sqlId("0aF")).toBe("unhex('0aF')");
    expect(() => sqlId("0') OR 1")).toThrow(TypeError);
  });
});
