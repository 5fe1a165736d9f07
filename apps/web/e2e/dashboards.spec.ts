import type { Page } from "@playwright/test";
import { expect, expectAccessible, signIn, test } from "./fixtures.ts";

const attributes = (labels: Record<string, string>) =>
  Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** A gauge of two shops, once a minute over the last half an hour. */
async function sendGauge(otlpUrl: string, name: string, values: Record<string, number>): Promise<void> {
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  const times = Array.from({ length: 30 }, (_, index) => now - index * 60_000);
  const resourceMetrics = Object.entries(values).map(([service, asDouble]) => {
    const dataPoints = times.map((at) => ({ timeUnixNano: `${at}000000`, asDouble, attributes: [] }));
    const metrics = [{ name, unit: "By", description: "Goods in stock", gauge: { dataPoints } }];
    return { resource: { attributes: attributes({ "service.name": service }) }, scopeMetrics: [{ metrics }] };
  });
  const response = await fetch(`${otlpUrl}/v1/metrics`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceMetrics }),
  });
  expect(response.status).toBe(200);
}

const tile = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });
/** The order in which tiles are read. */
const order = (page: Page) =>
  page.locator("[data-tile]").evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset["tile"]));

test("a chart of the explorer becomes a dashboard, which is changed and saved with the keyboard", async ({
  page,
  instance,
}) => {
  test.slow();
  await sendGauge(instance.otlpHttpUrl, "shop.stock", { north: 1_048_576, south: 3_145_728 });
  await signIn(page);
  await page.goto(`/metrics?q=${encodeURIComponent(JSON.stringify([{ m: "shop.stock", a: "avg", by: ["service"] }]))}`);
  await page.getByRole("button", { name: "Put shop.stock on a dashboard" }).click();
  await page.getByRole("textbox", { name: "Its name" }).fill("Stocks");
  await page.getByRole("textbox", { name: "Title of the tile" }).fill("Stock by shop");
  await page.getByRole("button", { name: "Put there" }).click();
  await page.getByRole("link", { name: "Open the dashboard" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Stocks");
  await expect(tile(page, "Stock by shop").getByRole("figure")).toHaveAccessibleName(/north/);
  // The message leaves by itself once nobody points at it; while it fades nothing can be said of its contrast.
  await page.mouse.move(0, 0);
  await expect(page.getByRole("link", { name: "Open the dashboard" })).toBeHidden();
  await expectAccessible(page);

  await page.keyboard.press("e");
  await page.getByRole("button", { name: "Variables" }).click();
  await page.getByRole("button", { name: "Add a variable" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).last().fill("shop");
  await page.getByRole("combobox", { name: "Metric that has the label" }).fill("shop.st");
  await page.getByRole("option", { name: /shop\.stock/ }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Add a tile" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("Stock now");
  await page.getByRole("combobox", { name: "Shown as" }).click();
  await page.getByRole("option", { name: "Latest value" }).click();
  await page.getByRole("combobox", { name: "Metric", exact: true }).fill("shop.st");
  await page.getByRole("option", { name: /shop\.stock/ }).click();
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("combobox", { name: "Values" }).fill("$shop");
  await page.keyboard.press("Enter");
  await expect(tile(page, "Stock now")).toContainText("2 MiB");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Done" }).click();

  await expect.poll(() => order(page)).toEqual(["tile-1", "tile-2"]);
  await page.getByRole("button", { name: /^Move Stock now/ }).press("ArrowLeft");
  await expect.poll(() => order(page)).toEqual(["tile-2", "tile-1"]);
  await page.getByRole("button", { name: /^Resize Stock now/ }).press("ArrowRight");
  await expect(page.getByRole("button", { name: /^Resize Stock now.*7 of 12 wide/ })).toBeVisible();
  await expectAccessible(page);
  // What is unsaved is not left without a question.
  await page.getByRole("link", { name: "Traces" }).click();
  await page.getByRole("button", { name: "Stay" }).click();
  await page.getByRole("textbox", { name: "What it is for" }).fill("What is left in the shops");
  await page.keyboard.press("Control+s");

  await expect(page.getByText("What is left in the shops")).toBeVisible();
  await page.reload();
  await expect.poll(() => order(page)).toEqual(["tile-2", "tile-1"]);
  await expect(tile(page, "Stock now")).toContainText("2 MiB");
  await page.getByRole("combobox", { name: "shop" }).click();
  await page.getByRole("option", { name: "south" }).click();
  await expect(tile(page, "Stock now")).toContainText("3 MiB");
  await expect(page).toHaveURL(/var\.shop=/);
  // A link shows another person the same.
  await page.reload();
  await expect(tile(page, "Stock now")).toContainText("3 MiB");
});

test("a tile has a link of its own, and leads to the explorer with what was chosen", async ({ page, instance }) => {
  await sendGauge(instance.otlpHttpUrl, "shop.shelf", { north: 1_024 });
  await signIn(page);
  await page.goto("/dashboards");
  await page.getByRole("button", { name: "New dashboard" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Shelves");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("button", { name: "Add a tile" }).click();
  await page.getByRole("combobox", { name: "Metric", exact: true }).fill("shop.shelf");
  await page.getByRole("option", { name: /shop\.shelf/ }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  const title = "mean of shop.shelf";
  await tile(page, title).hover();
  await page.getByRole("button", { name: `Show ${title} alone` }).click();
  await expect(page).toHaveURL(/tile=tile-1/);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Shelves");
  await page.getByRole("link", { name: `Explore the metrics of ${title}` }).click();
  await expect(page.getByRole("region", { name: "shop.shelf" })).toBeVisible();
});

test("what two people save at once is not lost in silence", async ({ page, context }) => {
  await signIn(page);
  await page.goto("/dashboards");
  await page.getByRole("button", { name: "New dashboard" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Shared");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("textbox", { name: "What it is for" })).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole("textbox", { name: "What it is for" }).fill("theirs");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("theirs")).toBeVisible();

  await page.getByRole("textbox", { name: "What it is for" }).fill("mine");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/saved this dashboard meanwhile/)).toBeVisible();
  await page.getByRole("button", { name: "Replace theirs with mine" }).click();
  await expect(page.getByText("mine")).toBeVisible();

  await page.goto("/dashboards");
  await page.getByRole("button", { name: "Copy Shared" }).click();
  await expect(page.getByRole("link", { name: "Shared (copy)" })).toBeVisible();
  await page.getByRole("button", { name: "Remove Shared (copy)" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByRole("link", { name: "Shared (copy)" })).toBeHidden();
  await expectAccessible(page);
});
