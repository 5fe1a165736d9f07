import { type Shop, startShop } from "@plimsoll/example-shop";
import { expect, expectAccessible, signIn, test } from "./fixtures.ts";

const PRODUCTS = 200;
const REQUESTS = 1_500;
const AT_ONCE = 4;
/** On an idle machine the page shows a change within ten seconds; what it took is printed. A busy one may take longer. */
const SHOWN_WITHIN_MS = 60_000;

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
async function visit(shop: Shop, ids: readonly number[], atOnce = AT_ONCE, stop?: AbortSignal): Promise<void> {
  const waiting = [...ids];
  const visitor = async () => {
    for (let id = waiting.shift(); id !== undefined && !stop?.aborted; id = waiting.shift()) {
      const response = await fetch(`${shop.apiUrl}/products/${id}`);
      expect(response.status).toBe(200);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, visitor));
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
  test.setTimeout(180_000);
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
  const visitors = visit(shop, zipfDraws(100_000), 1, stop.signal);
  try {
    await expect
      .poll(async () => costMs(await row.textContent()), { timeout: SHOWN_WITHIN_MS, intervals: [100] })
      .toBeGreaterThan(1.5 * before);
    const took = `ideal ${ideal.toFixed(2)} %, shown after ${Date.now() - startedAt} ms`;
    test.info().annotations.push({ type: "caches", description: took });
    console.log(took);
  } finally {
    stop.abort();
    await visitors;
  }
});

test("an admin invalidates a tag, and all of a namespace, in the app's own processes", async ({ page, instance }) => {
  test.setTimeout(180_000);
  const key = instance.run("keys", "create", "--name", "caches", "--scope", "admin").trim();
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const call = async <Data>(procedure: string, input: object, method = "POST"): Promise<Data> => {
    const query = method === "GET" ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
    const body = method === "GET" ? null : JSON.stringify(input);
    const response = await fetch(`${instance.webUrl}/api/trpc/${procedure}${query}`, { method, headers, body });
    expect(response.status, procedure).toBe(200);
    return ((await response.json()) as { result: { data: Data } }).result.data;
  };
  const url = `${shop.apiUrl}/cache/invalidate`;
  const { secret, target } = await call<{ secret: string; target: { id: string } }>("jobEndpoints.create", {
    name: "shop-cache",
    url,
  });
  await call("targets.approve", { id: target.id });
  await shop.redeployApi({ SHOP_PRODUCT_TTL_MS: "3600000", SHOP_INVALIDATION_SECRET: secret });
  const ids = Array.from({ length: 60 }, (_, index) => 1 + index);
  const products = await Promise.all(
    ids.map(async (id) => (await (await fetch(`${shop.apiUrl}/products/${id}`)).json()) as { category: string }),
  );
  const category = products[0]?.category ?? "";
  const ofCategory = products.filter((product) => product.category === category).length;
  expect(ofCategory).toBeLessThan(ids.length);

  const from = new Date(Date.now() - 60_000).toISOString();
  /** Misses since then; the test's own are what they grow by. */
  const misses = async () => {
    const range = { from, to: new Date().toISOString() };
    const { items } = await call<{ items: { namespace: string; misses: number }[] }>("caches.list", range, "GET");
    return items.find(({ namespace }) => namespace === "products")?.misses ?? 0;
  };
  const settled = async () => {
    let last = -1;
    await expect
      .poll(
        async () => {
          const [before, now] = [last, await misses()];
          last = now;
          return now > 0 && now === before;
        },
        { timeout: 30_000, intervals: [2_500] },
      )
      .toBe(true);
    return last;
  };
  const atFirst = await settled();
  await signIn(page);
  await page.goto("/caches/library/shop-api/products?range=5m");
  await page.getByRole("button", { name: "Invalidate" }).click();
  const dialog = page.getByRole("dialog", { name: "Invalidate products" });
  await expect(dialog).toContainText("counts as absent at once");
  const send = dialog.getByRole("button", { name: /^Invalidate/ });
  await expect(send).toBeDisabled();
  await dialog.getByRole("textbox", { name: "Tag" }).fill(`category:${category}`);
  await dialog.getByRole("combobox", { name: "Ask" }).click();
  await page.getByRole("option", { name: /shop-cache/ }).click();
  await page.keyboard.press("Tab");
  await expectAccessible(page);
  await send.click();
  await expect(dialog.getByRole("status")).toContainText("Invalidated");
  await expect(dialog.getByRole("status")).toContainText("shop-cache");
  await visit(shop, ids);
  await expect.poll(misses, { timeout: 30_000 }).toBe(atFirst + ofCategory);

  await dialog.getByRole("textbox", { name: "Tag" }).fill("");
  await expect(send).toBeDisabled();
  await dialog.getByRole("textbox", { name: "Type products to confirm" }).fill("products");
  await send.click();
  await expect(dialog.getByRole("status")).toContainText("Invalidated");
  await expect
    .poll(async () => visit(shop, [1]).then(misses), { timeout: 30_000 })
    .toBeGreaterThan(atFirst + ofCategory);
});
