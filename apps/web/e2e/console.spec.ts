import { ADMIN, expect, expectAccessible, signIn, test } from "./fixtures.ts";
import { checkout, sendTrace } from "./telemetry.ts";

test("a wrong password is told in words", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByRole("textbox", { name: "Password" }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /password do not belong together/ })).toBeVisible();
});

test("the first trace of a service appears live, without a reload", async ({ page, instance }) => {
  await signIn(page);
  await page.goto("/traces?live=1");
  await expect(page.getByRole("heading", { name: "Traces" })).toBeVisible();
  await expect(page.getByText("POST /checkout")).toHaveCount(0);
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  // Sent while the page may still be connecting: what arrives between its search and its live view must not be missed.
  await sendTrace(instance.otlpHttpUrl, checkout("u-1"));
  await expect(page.getByText("POST /checkout").first()).toBeVisible();
  expect(await page.evaluate(() => "notReloaded" in window)).toBe(true);
});

test("a trace is found by an attribute, and read in the waterfall", async ({ page, instance }) => {
  await sendTrace(instance.otlpHttpUrl, checkout("u-2"));
  const traceId = await sendTrace(instance.otlpHttpUrl, checkout("needle", 900, "card declined"));
  await signIn(page);
  await page.goto("/traces");
  const query = page.getByRole("combobox", { name: /query|filter|search/i }).first();
  await query.fill("user.id=needle");
  await query.press("Enter");
  await query.press("Escape");
  const rows = page.getByRole("row").filter({ hasText: "POST /checkout" });
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/needle/);
  await expectAccessible(page);
  await rows.first().getByText("POST /checkout").click();
  await expect(page).toHaveURL(new RegExp(`/traces/${traceId}`));
  await expect(page.getByRole("heading", { name: /POST \/checkout/ })).toBeVisible();
  await expect(page.getByText("SELECT stock").first()).toBeVisible();
  await page.getByText("POST /charge").first().click();
  await expect(page.getByText("card declined").first()).toBeVisible();
  await expect(page.getByText(/charge \(\/app\/payments\.js:12:7\)/).first()).toBeVisible();
  await expectAccessible(page);
});

test("two traces are compared path by path", async ({ page, instance }) => {
  const a = await sendTrace(instance.otlpHttpUrl, checkout("u-3"));
  const b = await sendTrace(instance.otlpHttpUrl, checkout("u-4", 700));
  await signIn(page);
  await page.goto(`/traces/compare?a=${a}&b=${b}`);
  await expect(page.getByText("POST /charge").first()).toBeVisible();
  await expect(page.getByText(/\+700 ms/).first()).toBeVisible();
  await expectAccessible(page);
});

test("services, their page and the map show what calls what", async ({ page, instance }) => {
  await sendTrace(instance.otlpHttpUrl, checkout("u-5", 0, "card declined"));
  await signIn(page);
  await page.goto("/services");
  await page.getByRole("link", { name: "payments" }).first().click();
  await expect(page.getByRole("heading", { name: "payments" })).toBeVisible();
  await expect(page.getByText("TypeError").first()).toBeVisible();
  await expect(page.getByText("POST /charge").first()).toBeVisible();
  await expectAccessible(page);
  await page.goto("/map");
  await expect(page.getByText("payments").first()).toBeVisible();
  await expect(page.getByText(/postgresql/).first()).toBeVisible();
  await expectAccessible(page);
});

test("a key is made, used and revoked", async ({ page, instance, request }) => {
  await signIn(page);
  await page.goto("/settings/keys");
  await page
    .getByRole("button", { name: /create|new key/i })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("e2e key");
  await dialog.getByRole("checkbox", { name: /^read/i }).check();
  await dialog.getByRole("button", { name: /create/i }).click();
  const key =
    (
      await page
        .getByText(/plim_[A-Za-z0-9_-]{43}/)
        .first()
        .textContent()
    )?.match(/plim_[A-Za-z0-9_-]{43}/)?.[0] ?? "";
  const use = () =>
    request.get(`${instance.webUrl}/api/trpc/system.status`, { headers: { authorization: `Bearer ${key}` } });
  expect((await use()).status()).toBe(200);
  await page
    .getByRole("button", { name: /done|close|saved/i })
    .last()
    .click();
  await expect(page.getByText(key)).toHaveCount(0);
  await expectAccessible(page);
  await page
    .getByRole("row")
    .filter({ hasText: "e2e key" })
    .getByRole("button", { name: /revoke/i })
    .click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /revoke/i })
    .click();
  await expect(page.getByRole("row").filter({ hasText: "e2e key" })).toContainText(/revoked/i);
  expect((await use()).status()).toBe(401);
});

// Colours depend on the scheme and room on the width: each of both once.
for (const [scheme, width] of [
  ["dark", 1440],
  ["light", 390],
] as const) {
  test(`every page is accessible and fits, ${scheme} at ${width} px`, async ({ page, instance }) => {
    test.setTimeout(180_000);
    const traceId = await sendTrace(instance.otlpHttpUrl, checkout("u-6", 0, "card declined"));
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    await signIn(page);
    const pages = [
      "/",
      "/traces",
      `/traces/${traceId}`,
      "/services",
      "/services/shop",
      "/map",
      "/metrics",
      "/resources",
      "/caches",
      "/security",
      "/settings/keys",
      "/settings/people",
      "/settings/sessions",
      "/settings/status",
    ];
    for (const path of pages) {
      await page.goto(path);
      await expect(page.getByRole("heading").first()).toBeVisible();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      await expectAccessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(0);
    }
  });
}

test("no page asks another origin for anything", async ({ page, instance }) => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== instance.webUrl) foreign.push(request.url());
  });
  await signIn(page);
  for (const path of ["/traces", "/services", "/map", "/settings/status"]) {
    await page.goto(path);
    await expect(page.getByRole("heading").first()).toBeVisible();
  }
  expect(foreign).toEqual([]);
});

test("signing out ends the session", async ({ page }) => {
  await signIn(page);
  const cookies = await page.context().cookies();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.context().addCookies(cookies);
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
});
