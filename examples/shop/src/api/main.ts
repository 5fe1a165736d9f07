// shop-api: the catalogue and the orders. Needs SHOP_DATABASE_URL and SHOP_PAYMENTS_URL; SHOP_API_PORT defaults to any
// free port. SHOP_SLOW_QUERY=1 takes the index of reviews away, and without it the index is there again.
// SHOP_PRODUCT_TTL_MS (20000) and SHOP_CACHE_ENTRIES (90) are the cache's.
import { openCache } from "../shared/cache.ts";
import { openDatabase } from "../shared/database.ts";
import { serve } from "../shared/http-service.ts";
import { requireVariable, runService } from "../shared/run-service.ts";
import { createCatalogue } from "./catalogue.ts";
import { createOrderQueue } from "./order-queue.ts";
import { packOrders } from "./orders.ts";
import { createPaymentsClient } from "./payments-client.ts";
import { prepareReviews } from "./reviews.ts";
import { apiRoutes } from "./routes.ts";
import { prepareShop } from "./schema.ts";

await runService("shop-api", async () => {
  const database = openDatabase(requireVariable("SHOP_DATABASE_URL"));
  await prepareShop(database);
  await prepareReviews(database, { slow: process.env["SHOP_SLOW_QUERY"] === "1" });
  const queue = createOrderQueue((batch) => packOrders(database, batch), { maxBatch: 20, everyMs: 2_000 });
  const authorise = createPaymentsClient(requireVariable("SHOP_PAYMENTS_URL"));
  const cache = openCache();
  const catalogue = createCatalogue(database, cache, Number(process.env["SHOP_PRODUCT_TTL_MS"] ?? 20_000));
  const routes = apiRoutes({ database, catalogue, queue, authorise });
  const http = await serve(routes, Number(process.env["SHOP_API_PORT"] ?? 0));
  return {
    port: http.port,
    async close() {
      await http.close();
      await queue.close();
      await cache.close();
      await database.end();
    },
  };
});
