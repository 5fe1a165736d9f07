import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalPostgres, startLocalPostgres } from "../demo/local-postgres.ts";
import { type Database, openDatabase } from "../shared/database.ts";
import { listReviews, prepareReviews } from "./reviews.ts";
import { PRODUCT_COUNT, prepareShop } from "./schema.ts";

let postgres: LocalPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startLocalPostgres();
  database = openDatabase(postgres.url);
  await prepareShop(database);
}, 60_000);
afterAll(async () => {
  await database.end();
  await postgres.stop();
});

/** How PostgreSQL would find the reviews of a product. */
async function plan(): Promise<string> {
  const { rows } = await database.query<{ "QUERY PLAN": string }>(
    "EXPLAIN SELECT id FROM reviews WHERE product_id = 7 ORDER BY created_at DESC LIMIT 10",
  );
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

test("the slow query reads every review, the other one those of the product; both answer the same", async () => {
  await prepareReviews(database, { slow: false });
  await database.query("ANALYZE reviews");
  expect(await plan()).toContain("Index Scan using reviews_of_product");
  const reviews = await listReviews(database, "7");
  expect(reviews).toHaveLength(10);
  expect(reviews.map(({ createdAt }) => createdAt)).toEqual(
    reviews.map(({ createdAt }) => createdAt).toSorted((a, b) => Number(b) - Number(a)),
  );

  await prepareReviews(database, { slow: true });
  expect(await plan()).toContain("Seq Scan on reviews");
  expect(await listReviews(database, "7")).toEqual(reviews);

  await prepareReviews(database, { slow: false });
  expect(await plan()).toContain("Index Scan using reviews_of_product");
  const { rows } = await database.query("SELECT count(*)::int AS count FROM reviews");
  expect(rows).toEqual([{ count: PRODUCT_COUNT * 2_000 }]);
}, 60_000);

test("an unknown product has no reviews", async () => {
  expect(await listReviews(database, "999999")).toEqual([]);
  expect(await listReviews(database, "none'--")).toEqual([]);
});
