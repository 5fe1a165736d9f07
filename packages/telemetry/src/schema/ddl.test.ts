import { describe, expect, it } from "vitest";
import { MIGRATIONS } from "../migrations/index.ts";
import { TABLES, VIEWS } from "./all-tables.ts";
import { createTable, createView } from "./ddl.ts";
import { SPANS } from "./tables.ts";

const target = { retentionDays: 7, rollupRetentionDays: 30 };
const cluster = { ...target, cluster: "main" };

describe("on one server", () => {
  it("a table is a MergeTree with the retention as its TTL", () => {
    const [create = "", ...others] = createTable(SPANS, target);
    expect(others).toEqual([]);
    expect(create).toContain("CREATE TABLE IF NOT EXISTS plimsoll.spans (");
    expect(create).toContain(") ENGINE = MergeTree\nPARTITION BY toDate(received_at)");
    expect(create).toContain("TTL received_at + toIntervalDay(7)");
    expect(create).toContain("non_replicated_deduplication_window = 1000");
    expect(create).not.toContain("ON CLUSTER");
  });
});

describe("on a cluster", () => {
  it("every table is replicated, with a Distributed one over all servers", () => {
    for (const table of TABLES) {
      const [local = "", distributed = ""] = createTable(table, cluster);
      expect(local).toContain(`CREATE TABLE IF NOT EXISTS plimsoll.${table.name}_local ON CLUSTER \`main\` (`);
      expect(local).toContain(`) ENGINE = Replicated${table.engine}\n`);
      expect(local).not.toContain("non_replicated");
      expect(distributed).toContain(
        `CREATE TABLE IF NOT EXISTS plimsoll.${table.name} ON CLUSTER \`main\` AS plimsoll.${table.name}_local`,
      );
      expect(distributed).toContain(`ENGINE = Distributed('main', plimsoll, ${table.name}_local, `);
    }
  });

  it("views go from a server's own rows into its own rows", () => {
    for (const view of VIEWS) {
      const sql = createView(view, cluster);
      expect(sql).toContain(`TO plimsoll.${view.to}_local`);
      expect(sql).toContain(`FROM plimsoll.${view.from}_local`);
    }
  });
});

describe("migrations", () => {
  it("are numbered without gaps, and every statement can be repeated", () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
    for (const migration of MIGRATIONS) {
      for (const each of [target, cluster]) {
        for (const statement of migration.statements(each)) expect(statement).toMatch(/IF (NOT )?EXISTS|MODIFY/);
      }
    }
  });
});
