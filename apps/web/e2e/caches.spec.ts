import { type Shop, startShop } from "@plimsoll/example-shop";
import { expect, signIn, test } from "./fixtures.ts";

const PRODUCTS = 200;
const REQUESTS = 1_500;
const AT_ONCE = 4;
/** The page shows a change within this time; a machine of CI does three things at once. */
const SHOWN_WITHIN_MS = process.env["CI"] ? 30_000 : 10_000;

/** Ids of products after Zipf's law with exponent 1: the k-th is asked for 1/k as often as the first. The same in every run. */
function zipfDraws(count: number): number[] {
  const sums: number[] = [];
  for (let rank = 1; rank <= PRODUCTS; rank++) sums.push((sums.at(-1) ?? 0) + 1 / rank);
  let state = 42;
  return Array.from({ length: count }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    const at = (state / 2 ** 32) * (sums.at(-1) ?? 0);
    return 1 + sums.findIndex((sum) => sum >= at);
  });
}

/** Asks for the products, a few at a time, until all were asked for or `stop` fires. */
async function visit(shop: Shop, ids: readonly number[], stop?: AbortSignal): Promise<void> {
  const waiting = [...ids];
  const visitor = async () => {
    for (let id = waiting.shift(); id !== undefined && !stop?.aborted; id = waiting.shift()) {
      const response = await fetch(`${shop.apiUrl}/products/${id}`);
      expect(response.status).toBe(200);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, visitor));
}

const UNIT_MS: Record<string, number> = { ns: 1e-6, µs: 1e-3, ms: 1, s: 1_000, min: 60_000 };
/** Milliseconds a minute of the words of a cost. */
function costMs(text: string | null): number {
  const [, value = "", unit = ""] = /([\d.]+)\s(ns|µs|ms|s|min)\b[^%]*a minute/.exec(text ?? "") ?? [];
  return Number(value) * (UNIT_MS[unit] ?? Number.NaN);
}

let shop: Shop;
test.beforeAll(async ({ instance }) => {
  shop = await startShop({
    OTEL_EXPORTER_OTLP_ENDPOINT: instance.otlpHttpUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_METRIC_EXPORT_INTERVAL: "1000",
    OTEL_METRIC_EXPORT_TIMEOUT: "1000",
    // Nothing ends and nothing is pushed out: only the first look at each product misses.
    SHOP_PRODUCT_TTL_MS: "3600000",
    SHOP_CACHE_ENTRIES: "1000",
  });
});
test.afterAll(() => shop?.stop());

test("the page shows the hit ratio that traffic has, and what a shorter lifetime costs", async ({ page }) => {
  test.setTimeout(120_000);
  const draws = zipfDraws(REQUESTS);
  const ideal = 100 * (1 - new Set(draws).size / REQUESTS);
  await visit(shop, draws);
  await signIn(page);
  await page.goto("/caches?range=5m");
  const row = page
    .getByRole("region", { name: "Caches, table" })
    .getByRole("row")
    .filter({ hasText: "shop-api" })
    .filter({ hasText: "products" });
  const shown = async () => Number(/([\d.]+)\s%/.exec((await row.textContent()) ?? "")?.[1]);
  await expect.poll(async () => Math.abs((await shown()) - ideal), { timeout: 30_000 }).toBeLessThanOrEqual(1);
  const before = costMs(await row.textContent());
  expect(before).toBeGreaterThan(0);

  await shop.redeployApi({ SHOP_PRODUCT_TTL_MS: "1" });
  const stop = new AbortController();
  const startedAt = Date.now();
  const visitors = visit(shop, zipfDraws(200_000), stop.signal);
  try {
    await expect
      .poll(async () => costMs(await row.textContent()), { timeout: SHOWN_WITHIN_MS, intervals: [100] })
      .toBeGreaterThan(2 * before);
    const took = `ideal ${ideal.toFixed(2)} %, shown after ${Date.now() - startedAt} ms`;
    test.info().annotations.push({ type: "caches", description: took });
    console.log(took);
  } finally {
    stop.abort();
    await visitors;
  }
});
