import { SpanKind } from "@opentelemetry/api";
import { startRedis } from "@plimsoll/embedded/testing/redis";
import { expect, expectAccessible, signIn, test } from "./fixtures.ts";
import { sendTrace } from "./telemetry.ts";

test("a CDN's hit ratio comes from the headers in spans, and leads to the traces of its misses", async ({
  page,
  instance,
}) => {
  const call = (header: string, durationMs: number) => ({
    service: "storefront",
    name: `GET ${header}`,
    kind: SpanKind.CLIENT,
    startMs: 0,
    durationMs,
    attributes: { "server.address": "cdn.example.com", "http.response.header.cf-cache-status": header },
  });
  for (let count = 0; count < 3; count += 1) await sendTrace(instance.otlpHttpUrl, [call("HIT", 10)]);
  await sendTrace(instance.otlpHttpUrl, [call("MISS", 110)]);
  await signIn(page);
  await page.goto("/caches");
  const row = page.getByRole("region", { name: "HTTP caches, table" }).getByRole("row", { name: /cdn\.example\.com/ });
  await expect(row).toContainText("75 %");
  await expect(row).toContainText("110 ms");
  await expectAccessible(page);
  await row.getByRole("link", { name: "Traces of misses of cdn.example.com" }).click();
  await expect(page.getByRole("row", { name: /GET MISS/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /GET HIT/ })).toBeHidden();
});

test("a watched Redis tells what takes its memory and time", async ({ page }) => {
  test.skip(process.env["PLIMSOLL_TEST_REDIS_SERVER"] === "", "there is no Redis");
  test.slow();
  const redis = await startRedis();
  try {
    await signIn(page);
    await page.goto("/caches");
    await page.getByRole("button", { name: "Watch a server" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("logins");
    await page.getByLabel("URL").fill(redis.url);
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    await page.getByRole("link", { name: "logins" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("logins");
    const found = page.getByRole("region", { name: "What was found there" });
    // It is read four times a minute.
    await expect(found.getByText("What takes the memory")).toBeVisible({ timeout: 45_000 });
    await expect(found.getByText("It holds no keys")).toBeVisible();
    await expect(found.getByRole("heading", { name: "Commands", exact: true })).toBeVisible();
    await expect(found.getByText("Its slow log is empty")).toBeVisible();
    await expectAccessible(page);
  } finally {
    await redis.stop();
  }
});
