// Runs the shop with light traffic until Ctrl-C, the end of the parent, or the number of seconds given as argument.
// Sends telemetry where OTEL_EXPORTER_OTLP_ENDPOINT says. `npm run demo` checks that address first.
import { CATEGORY_NAMES, PRODUCT_COUNT } from "../api/schema.ts";
import { type Shop, startShop } from "./start-shop.ts";
import { sendVisitors, type VisitCounts } from "./visitors.ts";

const REPORT_EVERY_MS = 10_000;

async function run(shop: Shop, signal: AbortSignal): Promise<void> {
  console.log(`shop-api ${shop.apiUrl}, shop-payments ${shop.paymentsUrl}`);
  if (process.env["SHOP_SLOW_QUERY"] === "1")
    console.log("The index of reviews is missing: GET /products/:id/reviews is slow under load.");
  console.log("Visitors come at 5 to 20 requests a second, up and down in waves of 20 minutes.");
  const counts: VisitCounts = { requests: 0, failed: 0, slowestMs: 0 };
  const report = setInterval(() => {
    const slowest = Math.round(counts.slowestMs);
    console.log(
      `${counts.requests} requests, ${counts.failed} failed, the slowest of the last 10 s took ${slowest} ms`,
    );
    counts.slowestMs = 0;
  }, REPORT_EVERY_MS);
  try {
    const stock = { productCount: PRODUCT_COUNT, categories: CATEGORY_NAMES };
    const visitors = sendVisitors(
      shop.apiUrl,
      stock,
      (_visit, status, durationMs) => {
        counts.requests += 1;
        if (status === 0 || status >= 500) counts.failed += 1;
        counts.slowestMs = Math.max(counts.slowestMs, durationMs);
      },
      signal,
    );
    const crash = await Promise.race([visitors, shop.crashed]);
    if (typeof crash === "string") throw new Error(crash);
  } finally {
    clearInterval(report);
    console.log(`Stopped after ${counts.requests} requests, of which ${counts.failed} failed.`);
  }
}

const stopping = new AbortController();
for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(event, () => stopping.abort());
const seconds = Number(process.argv[2] ?? 0);
if (seconds > 0) setTimeout(() => stopping.abort(), seconds * 1000);
let shop: Shop | undefined;
try {
  shop = await startShop();
  await run(shop, stopping.signal);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  stopping.abort();
  await shop?.stop();
}
process.exit();
