import { describe, expect, it } from "vitest";
import { readStatement } from "./statement.ts";

describe("readStatement", () => {
  it.each([
    ["INSERT INTO t FORMAT Native", "INSERT INTO t ", "t", undefined, "Native"],
    [
      "insert into db.`my t` (a, `b)`) settings x = 'FORMAT y' format RowBinary\n",
      undefined,
      "db.`my t`",
      "a, `b)`",
      "RowBinary",
    ],
    ["/* FORMAT CSV */ INSERT INTO TABLE t(a) VALUES (1)", undefined, "t", "a", "Values"],
    ["INSERT INTO t (a, `values`) -- VALUES\n FORMAT JSONEachRow {}", undefined, "t", "a, `values`", "JSONEachRow"],
    ["INSERT INTO FUNCTION null('a UInt8') FORMAT CSV\n1", undefined, undefined, undefined, "CSV"],
  ])("reads %s", (sql, head, table, columns, format) => {
    const statement = readStatement(sql);
    expect(statement).toMatchObject({ kind: "insert", table, columns, format });
    if (head && statement.kind === "insert") expect(statement.head).toBe(head);
  });

  it("starts the data after one line end, however the bytes look", () => {
    const sql = "INSERT INTO t FORMAT RowBinary\n\n\n\u0001";
    const statement = readStatement(sql);
    expect(statement.kind === "insert" && sql.slice(statement.dataStart)).toBe("\n\n\u0001");
  });

  it.each(["INSERT INTO t SELECT 1", "INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x FORMAT Null"])(
    "leaves %s as it is",
    (sql) => {
      expect(readStatement(sql)).toMatchObject({ kind: "plain", readOnly: false });
    },
  );

  it("finds the outer FORMAT clause only", () => {
    expect(readStatement("SELECT 'FORMAT XML', (SELECT 1) FORMAT JSONCompact SETTINGS a = 1")).toMatchObject({
      format: "JSONCompact",
    });
    expect(readStatement("SELECT format('{}', 1) AS format")).toMatchObject({ format: undefined, readOnly: true });
  });

  it("takes one statement only", () => {
    expect(readStatement("SELECT ';' ; -- done\n;")).toMatchObject({ sql: "SELECT ';' " });
    expect(() => readStatement("SELECT 1; DROP TABLE t")).toThrow(/Multi-statements/);
    expect(() => readStatement(" -- nothing")).toThrow(/Empty query/);
    expect(() => readStatement("SELECT 1 INTO OUTFILE '/tmp/x'")).toThrow(/OUTFILE/);
  });
});
