import { expect, expectAccessible, signIn, test } from "./fixtures.ts";

const attributes = (labels: Record<string, string>) =>
  Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** What a service with a cache sends: reads by result since it started ten minutes ago, and how long its factories took. */
async function sendCacheMetrics(otlpUrl: string, reads: Record<string, number>): Promise<void> {
  const now = Date.now();
  const times = { startTimeUnixNano: `${now - 600_000}000000`, timeUnixNano: `${now - 120_000}000000` };
  const cache = { "cache.namespace": "baskets" };
  const sum = {
    aggregationTemporality: 2,
    isMonotonic: true,
    dataPoints: Object.entries(reads).map(([result, asInt]) => ({
      ...times,
      asInt: String(asInt),
      attributes: attributes({ ...cache, "cache.result": result, "cache.tier": result === "miss" ? "none" : "l1" }),
    })),
  };
  const misses = reads["miss"] ?? 0;
  const histogram = {
    aggregationTemporality: 2,
    dataPoints: [
      {
        ...times,
        count: String(misses),
        sum: misses * 0.05,
        explicitBounds: [0.01, 0.1],
        bucketCounts: ["0", String(misses), "0"],
        attributes: attributes(cache),
      },
    ],
  };
  const metrics = [
    { name: "cache.requests", description: "Reads by result and tier", sum },
    { name: "cache.factory.duration", unit: "s", histogram },
  ];
  const resource = { attributes: attributes({ "service.name": "shop-api", "service.instance.id": "one" }) };
  const response = await fetch(`${otlpUrl}/v1/metrics`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: "test" }, metrics }] }] }),
  });
  expect(response.status).toBe(200);
}

test("a cache shows what it answers and what its misses cost, and its metrics can be explored", async ({
  page,
  instance,
}) => {
  await sendCacheMetrics(instance.otlpHttpUrl, { hit: 900, miss: 100 });
  await signIn(page);
  await page.goto("/caches");
  const row = page.getByRole("region", { name: "Caches, table" }).getByRole("row").filter({ hasText: "baskets" });
  await expect(row).toContainText("90 %");
  await expect(row).toContainText("50 ms");
  await expectAccessible(page);
  await row.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("baskets");
  await expect(page.getByText("hit · l1")).toBeVisible();
  await expectAccessible(page);

  await page.goto("/metrics");
  await page.getByRole("region", { name: "Metrics, table" }).getByText("cache.requests").click();
  await expect(page).toHaveURL(/cache\.requests/);
  await expect(page.getByText(/counter · \d+ series · Reads by result and tier/)).toBeVisible();
  await page.getByRole("combobox", { name: "A line for each" }).click();
  await page.getByRole("option", { name: "cache.result" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByText("miss", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByText(/counter · \d+ series · Reads by result and tier/)).toBeVisible();
});
