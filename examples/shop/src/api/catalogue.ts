import type { Cache } from "@plimsoll/cache";
import { spannedNamespace } from "../shared/cache.ts";
import type { Database } from "../shared/database.ts";
import { HttpError } from "../shared/http-service.ts";

export interface Product {
  id: number;
  name: string;
  category: string;
  priceCents: number;
}

const COLUMNS = 'id, name, category, price_cents AS "priceCents"';

/** What the shop sells. Products and lists come from the database through a cache, products for `productTtlMs`. */
export function createCatalogue(database: Database, cache: Cache, productTtlMs: number) {
  const products = spannedNamespace<Product>(cache, "products", { ttlMs: productTtlMs });
  const lists = spannedNamespace<Product[]>(cache, "product-lists", { ttlMs: 10_000 });

  return {
    /** Throws HttpError 404 for an id that no product has. */
    find: (id: string): Promise<Product> =>
      products.get(id, async () => {
        const number = /^\d{1,9}$/.test(id) ? Number(id) : 0;
        const { rows } = await database.query<Product>(`SELECT ${COLUMNS} FROM products WHERE id = $1`, [number]);
        if (!rows[0]) throw new HttpError(404, `There is no product ${id}`);
        return rows[0];
      }),

    list: (category: string): Promise<Product[]> =>
      lists.get(category, async () => {
        const text = `SELECT ${COLUMNS} FROM products WHERE category = $1 ORDER BY price_cents LIMIT 20`;
        return (await database.query<Product>(text, [category])).rows;
      }),

    /** Products whose name contains the words. Not cached: people search for everything. */
    async search(words: string): Promise<Product[]> {
      const text = `SELECT ${COLUMNS} FROM products WHERE name ILIKE '%' || $1 || '%' ORDER BY id LIMIT 20`;
      return (await database.query<Product>(text, [words])).rows;
    },
  };
}

export type Catalogue = ReturnType<typeof createCatalogue>;
