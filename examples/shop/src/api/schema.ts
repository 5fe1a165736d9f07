import { type Database, inTransaction } from "../shared/database.ts";

const CATEGORIES = ["lamps", "ropes", "maps", "clocks", "paint"] as const;
const PRODUCTS_A_CATEGORY = 40;

/** The number of products that the shop is filled with; their ids are 1 to this. */
export const PRODUCT_COUNT = CATEGORIES.length * PRODUCTS_A_CATEGORY;
export const CATEGORY_NAMES: readonly string[] = CATEGORIES;

const TABLES = `
  CREATE TABLE IF NOT EXISTS products (
    id integer PRIMARY KEY, name text NOT NULL, category text NOT NULL, price_cents integer NOT NULL, stock integer NOT NULL
  );
  CREATE TABLE IF NOT EXISTS orders (
    id uuid PRIMARY KEY, product_id integer NOT NULL REFERENCES products, quantity integer NOT NULL,
    total_cents integer NOT NULL, status text NOT NULL, created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS orders_created_at ON orders (created_at);`;

/** Makes the tables and fills the catalogue once. Orders of earlier days go, so that a shop that runs for weeks stays small. */
export async function prepareShop(database: Database): Promise<void> {
  await inTransaction(database, async (connection) => {
    await connection.query("SELECT pg_advisory_xact_lock(7160)");
    await connection.query(TABLES);
    await connection.query("DELETE FROM orders WHERE created_at < now() - interval '1 day'");
    await connection.query(
      `INSERT INTO products (id, name, category, price_cents, stock)
       SELECT n, initcap(category) || ' no. ' || n, category, 300 + (n * 137) % 9000, 1000000
       FROM generate_series(1, $3::int) AS n, LATERAL (SELECT ($1::text[])[(n - 1) / $2::int + 1] AS category) AS c
       ON CONFLICT (id) DO NOTHING`,
      [CATEGORIES, PRODUCTS_A_CATEGORY, PRODUCT_COUNT],
    );
  });
}
