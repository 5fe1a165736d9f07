import { describe, expect, it } from "vitest";
import { labelOperation, shortenStatement } from "./span-label.ts";

const span = { name: "pg.query:SELECT shop", summary: "", statement: "", peer: "" };

describe("the operation of a span", () => {
  it.each([
    ["SELECT id, words FROM reviews\n WHERE product_id = $1", "SELECT reviews"],
    ['/* page */ select * from orders o join "products" p on p.id = o.product_id -- FROM x', "SELECT orders, products"],
    ["INSERT INTO shop.orders (id) SELECT id FROM carts", "INSERT shop.orders, carts"],
    ["UPDATE ONLY stock SET amount = 1", "UPDATE stock"],
    ["SELECT id FROM jobs FOR UPDATE SKIP LOCKED", "SELECT jobs"],
    ["DELETE FROM `carts`", "DELETE carts"],
    ["SELECT extract(epoch FROM now()) FROM a JOIN b ON true JOIN c ON true JOIN d ON true", "SELECT a, b, c …"],
    ["SELECT n FROM generate_series(1, 3) AS n", "SELECT n FROM generate_series(1, 3) AS n"],
    ["SELECT FROM (SELECT 1) AS slow, orders JOIN products USING (id)", "SELECT products"],
  ])("%s", (statement, label) => {
    expect(labelOperation({ ...span, statement })).toBe(label);
  });

  it("is the summary where there is one, and the name where there is no SQL", () => {
    expect(labelOperation({ ...span, summary: "SELECT wuser", statement: "SELECT 1 FROM x" })).toBe("SELECT wuser");
    expect(labelOperation({ ...span, name: "HGETALL", statement: "HGETALL cart:7" })).toBe("HGETALL");
    expect(labelOperation(span)).toBe("pg.query:SELECT shop");
  });

  it("says whom a call is to that is named after its method alone", () => {
    expect(labelOperation({ ...span, name: "POST", peer: "payments" })).toBe("POST payments");
    expect(labelOperation({ ...span, name: "POST", peer: "" })).toBe("POST");
    expect(labelOperation({ ...span, name: "POST /pay", peer: "payments" })).toBe("POST /pay");
  });

  it("is cut where it is long", () => {
    expect(shortenStatement(`SELECT ${"x, ".repeat(100)}`)).toHaveLength(80);
  });
});
