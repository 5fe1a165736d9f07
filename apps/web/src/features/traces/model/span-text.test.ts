import { describe, expect, it } from "vitest";
import { filterGroups, findTerm, groupAttributes } from "./attribute-groups.ts";
import { formatSql, sqlOf } from "./format-sql.ts";
import { foldStackTrace } from "./stack-trace.ts";

describe("groupAttributes", () => {
  const groups = groupAttributes({
    attributes: {
      "http.route": "/cart",
      "db.system": "postgresql",
      "exception.type": "E",
      custom: [1, "a"],
      "http.request.method": "GET",
      big: "9007199254740993",
    },
    attributeTypes: { big: "int" },
  });

  it("puts keys under their namespace, the pressing ones first", () => {
    expect(groups.map(({ title, rows }) => [title, rows.map((row) => row.key)])).toEqual([
      ["Exception", ["exception.type"]],
      ["HTTP", ["http.request.method", "http.route"]],
      ["Database", ["db.system"]],
      ["Other", ["big", "custom"]],
    ]);
    expect(groups[3]?.rows[0]?.type).toBe("int");
  });

  it("filters by key and by value", () => {
    expect(filterGroups(groups, "POSTGRES").map((group) => group.title)).toEqual(["Database"]);
    expect(filterGroups(groups, "http").flatMap((group) => group.rows)).toHaveLength(2);
    expect(filterGroups(groups, " ")).toBe(groups);
    expect(filterGroups(groups, "zzz")).toEqual([]);
  });

  it("writes the query that finds the same value", () => {
    const rows = groups.flatMap((group) => group.rows);
    const term = (key: string, fromResource = false) =>
      findTerm(rows.find((row) => row.key === key) as (typeof rows)[number], fromResource);
    expect(term("http.route")).toBe("http.route:/cart");
    expect(term("http.route", true)).toBe("resource.http.route:/cart");
    expect(term("custom")).toBe("custom:*");
  });
});

describe("formatSql", () => {
  it.each([
    [
      "select a, b from t where x = 1 and y = 2 order by a limit 5",
      "select a, b\nfrom t\nwhere x = 1\n  and y = 2\norder by a\nlimit 5",
    ],
    ["SELECT 'from  where' FROM t", "SELECT 'from  where'\nFROM t"],
    [
      "select * from (select 1 from u) v left  join w on a=b",
      "select *\nfrom (\n  select 1\n  from u) v\nleft join w on a=b",
    ],
    ["insert into t (a) values ($1) returning id", "insert into t (a)\nvalues ($1)\nreturning id"],
    ["BEGIN", "BEGIN"],
    ["select 'open", "select 'open"],
    ["", ""],
  ])("%s", (sql, formatted) => {
    expect(formatSql(sql)).toBe(formatted);
  });

  it("finds the statement under either name, but not a key-value command", () => {
    expect(sqlOf({ "db.statement": "select 1" })).toBe("select 1");
    expect(sqlOf({ "db.query.text": "select 2", "db.statement": "select 1" })).toBe("select 2");
    expect(sqlOf({ "db.statement": "GET k", "db.system": "redis" })).toBeNull();
    expect(sqlOf({})).toBeNull();
  });
});

describe("foldStackTrace", () => {
  it("keeps the message and the first own frame, and dims libraries", () => {
    const frames = Array.from({ length: 20 }, (_, index) =>
      index === 5 ? "    at own (/app/src/cart.ts:3:1)" : `    at f${index} (/app/node_modules/x/y.js:1:1)`,
    );
    const { head, rest } = foldStackTrace(["Error: no stock", ...frames].join("\n"));
    expect(head.at(-1)).toEqual({ text: frames[5], foreign: false });
    expect(head[1]?.foreign).toBe(true);
    expect(head.length + rest.length).toBe(21);
  });

  it("does not fold what is short", () => {
    expect(foldStackTrace("Traceback:\n  File \"a.py\", line 1\nKeyError: 'x'\n").rest).toEqual([]);
  });
});
