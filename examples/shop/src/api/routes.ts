import { type Cache, InvalidationRequestError, verifyInvalidation } from "@plimsoll/cache";
import { HttpError } from "../shared/http-service.ts";
import type { Route } from "../shared/routes.ts";
import { type OrderParts, parseOrder, placeOrder, reportSales } from "./orders.ts";
import { listReviews } from "./reviews.ts";
import { CATEGORY_NAMES } from "./schema.ts";

/** What shop-api answers. */
export function apiRoutes(parts: OrderParts & { cache: Cache; invalidationSecret: string }): Route[] {
  const { catalogue, database } = parts;
  return [
    invalidationRoute(parts.cache, parts.invalidationSecret),
    { method: "GET", path: "/health", handle: async () => ({ value: { status: "ok" } }) },
    {
      method: "GET",
      path: "/products",
      async handle({ query }) {
        const category = query.get("category") ?? "";
        if (!CATEGORY_NAMES.includes(category)) throw new HttpError(404, `There is no category "${category}"`);
        return { value: await catalogue.list(category) };
      },
    },
    {
      method: "GET",
      path: "/products/:id",
      handle: async ({ params }) => ({ value: await catalogue.find(params["id"] ?? "") }),
    },
    {
      method: "GET",
      path: "/products/:id/reviews",
      handle: async ({ params }) => ({ value: await listReviews(database, params["id"] ?? "") }),
    },
    {
      method: "GET",
      path: "/search",
      handle: async ({ query }) => ({ value: await catalogue.search(query.get("q") ?? "") }),
    },
    { method: "GET", path: "/reports/sales", handle: async () => ({ value: await reportSales(database) }) },
    {
      method: "POST",
      path: "/orders",
      handle: async ({ body }) => ({ status: 201, value: await placeOrder(parts, parseOrder(body)) }),
    },
  ];
}

/** Lets an operator forget cached values: Plimsoll's console signs the request. */
function invalidationRoute(cache: Cache, secret: string): Route {
  return {
    method: "POST",
    path: "/cache/invalidate",
    async handle({ headers, text }) {
      if (secret === "") throw new HttpError(404, "SHOP_INVALIDATION_SECRET is not set");
      try {
        await cache.invalidate(verifyInvalidation({ headers, body: text, secret }));
      } catch (error) {
        if (error instanceof InvalidationRequestError) throw new HttpError(error.status, error.message);
        throw error;
      }
      return { value: { invalidated: true } };
    },
  };
}
