import { HttpError } from "../shared/http-service.ts";
import type { Route } from "../shared/routes.ts";
import { type OrderParts, parseOrder, placeOrder, reportSales } from "./orders.ts";
import { listReviews } from "./reviews.ts";
import { CATEGORY_NAMES } from "./schema.ts";

/** What shop-api answers. */
export function apiRoutes(parts: OrderParts): Route[] {
  const { catalogue, database } = parts;
  return [
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
