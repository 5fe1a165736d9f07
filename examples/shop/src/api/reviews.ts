import { type Database, inTransaction } from "../shared/database.ts";

export interface Review {
  id: number;
  stars: number;
  words: string;
  createdAt: Date;
}

const REVIEWS_A_PRODUCT = 2_000;

/** Unlogged: they are made up, and made up again should the database lose them. It takes a quarter of a second. */
const TABLE = `
  CREATE UNLOGGED TABLE IF NOT EXISTS reviews (
    id integer NOT NULL, product_id integer NOT NULL, stars integer NOT NULL, words text NOT NULL,
    created_at timestamptz NOT NULL
  )`;

/** The answer to the question below in a few page reads. */
const MAKE_INDEX = "CREATE INDEX IF NOT EXISTS reviews_of_product ON reviews (product_id, created_at DESC)";
const DROP_INDEX = "DROP INDEX IF EXISTS reviews_of_product";

/**
 * Makes and fills the table of reviews once: enough rows that reading all of them takes a few hundredths of a second.
 * With `slow` the index of its one question is missing, as after a migration that forgot it: nobody notices while the
 * shop is quiet, and under load the scans take each other's processor.
 */
export async function prepareReviews(database: Database, options: { slow: boolean }): Promise<void> {
  await inTransaction(database, async (connection) => {
    await connection.query("SELECT pg_advisory_xact_lock(7160)");
    await connection.query(TABLE);
    const { rowCount } = await connection.query("SELECT FROM reviews LIMIT 1");
    if (rowCount === 0) {
      await connection.query(
        `INSERT INTO reviews (id, product_id, stars, words, created_at)
         SELECT (product.id - 1) * $1::int + n, product.id, 1 + (n * 7 + product.id) % 5,
                product.name || ', ' || (ARRAY['as described', 'would buy again', 'came late', 'too small'])[1 + n % 4],
                now() - n * interval '1 hour'
         FROM products AS product, generate_series(1, $1::int) AS n`,
        [REVIEWS_A_PRODUCT],
      );
    }
    await connection.query(options.slow ? DROP_INDEX : MAKE_INDEX);
  });
}

/** The last ten reviews of a product. Not cached: a new one is to be seen at once. */
export async function listReviews(database: Database, productId: string): Promise<Review[]> {
  const number = /^\d{1,9}$/.test(productId) ? Number(productId) : 0;
  // A named statement is planned once a connection, and its span is called by its name.
  const { rows } = await database.query<Review>({
    name: "reviews-of-product",
    text: `SELECT id, stars, words, created_at AS "createdAt" FROM reviews
           WHERE product_id = $1 ORDER BY created_at DESC LIMIT 10`,
    values: [number],
  });
  return rows;
}
