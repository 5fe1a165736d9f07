import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { sarifProblems } from "@plimsoll/security-checks/testing";
import { FaultySite } from "./faulty-site.ts";
import { expect, expectAccessible, signIn, test } from "./fixtures.ts";

// One story: each test goes on where the one before it ended.
test.describe.configure({ mode: "serial" });

let site: FaultySite;
/** Paths of the target's page and of a finding's, once they are there. */
const paths = { target: "", finding: "" };
test.beforeAll(async () => {
  site = await FaultySite.start();
});
test.afterAll(() => site.stop());

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
/** A scan paces its requests: it takes what it takes. */
const ENDS = { timeout: 90_000 };

/** Scans the target whose page is open and waits, on the page of the scan, until it is done. */
async function scan(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Scan", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(site.url);
  await dialog.getByRole("button", { name: "Start scan" }).click();
  await page.waitForURL(/\/security\/scans\/[^/]+/);
}
const change = (page: Page, word: string) =>
  page.getByRole("group", { name: "Since the scan before" }).getByRole("button", { name: word });

test("a target is added, and nothing is sent before its ownership is shown", async ({ page }) => {
  await signIn(page);
  await page.goto("/security");
  await expect(page.getByText("No targets yet")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Add target" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Faulty site");
  await dialog.getByLabel("Origin").fill(site.url);
  await dialog.getByRole("button", { name: "Add target" }).click();
  await expect(heading(page)).toContainText("Faulty site");
  paths.target = new URL(page.url()).pathname;

  const ownership = page.getByRole("region", { name: "Ownership" });
  await expect(ownership).toContainText("pending");
  await expect(ownership.getByLabel("name of the DNS record", { exact: true })).toContainText("_plimsoll.");
  await expect(ownership.getByLabel("content of the file", { exact: true })).toContainText("plimsoll-verification=");
  await page.getByRole("button", { name: "Scan", exact: true }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toBeVisible();
  await expect(page.getByRole("dialog").getByRole("button", { name: "Start scan" })).toBeDisabled();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expectAccessible(page);

  // A private address cannot prove itself: the check says so, and an admin decides.
  await ownership.getByRole("button", { name: "Verify now" }).click();
  await expect(ownership.getByRole("alert").last()).toBeVisible();
  await ownership.getByRole("button", { name: "Approve without proof" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve target" }).click();
  await expect(ownership).toContainText("approved");
});

test("what a scan may cost its target is set", async ({ page }) => {
  await signIn(page);
  await page.goto(paths.target);
  const settings = page.getByRole("region", { name: "Settings" });
  await settings.getByRole("button", { name: "Change" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Entry paths").fill("report");
  await expect(dialog.getByText(/is no path/)).toBeVisible();
  await dialog.getByLabel("Entry paths").fill("/report");
  await dialog.getByLabel("Requests a second").fill("30");
  await dialog.getByLabel("Requests at once").fill("8");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(settings).toContainText("30 a second");
  await expect(settings).toContainText("/report");
});

test("a scan is watched live, and tells what is new", async ({ page }) => {
  test.setTimeout(150_000);
  await signIn(page);
  await page.goto(paths.target);
  await scan(page);
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  await expect(page.getByRole("progressbar", { name: /^Progress of the scan/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
  await expect(heading(page)).toContainText("done", ENDS);
  expect(await page.evaluate(() => "notReloaded" in window)).toBe(true);
  const findings = page.getByRole("region", { name: "Findings of the scan, table" });
  await expect(findings).toContainText(".env");
  await expect(page.getByRole("region", { name: "Checks, table" })).toContainText("failed");
  await expectAccessible(page);
  await findings.getByRole("link", { name: /\.env/ }).click();
  await expect(heading(page)).toContainText(".env");
  paths.finding = new URL(page.url()).pathname;
});

test("a finding shows its evidence, masked, how to fix it, and its history", async ({ page }) => {
  await signIn(page);
  await page.goto(paths.finding);
  const seen = page.getByRole("region", { name: "What was seen" });
  await expect(seen).toContainText("DB_PASSWORD");
  await expect(seen).not.toContainText("correct-horse-battery");
  await expect(page.getByRole("region", { name: "Why it matters, and what to do" }).getByRole("radio")).not.toHaveCount(
    0,
  );
  await expect(page.getByRole("list", { name: "History" })).toContainText("found");
  await page.getByRole("textbox", { name: "Comment" }).fill("Moved out of the web root in the next release");
  await page.getByRole("button", { name: "Comment" }).click();
  await expect(page.getByRole("list", { name: "Comments" })).toContainText("next release");
  await expectAccessible(page);
});

test("what a hostile answer holds is shown, and runs nowhere", async ({ page }) => {
  await signIn(page);
  await page.goto("/security/findings?q=stack");
  await page
    .getByRole("link", { name: /stack trace/i })
    .first()
    .click();
  const seen = page.getByRole("region", { name: "What was seen" });
  await expect(seen).toContainText("<script>window.wasRun = true</script>");
  await expect(seen).not.toContainText("\u202e");
  await expect(seen.locator("img, script")).toHaveCount(0);
  expect(await page.evaluate(() => "wasRun" in window)).toBe(false);
});

test("a finding is accepted with a reason and a day, and opened again", async ({ page }) => {
  await signIn(page);
  await page.goto(paths.finding);
  await page.getByRole("button", { name: "Accept the risk" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Accept the risk" })).toBeDisabled();
  await dialog.getByLabel("Reason").fill("A test system without real data");
  await dialog.getByRole("button", { name: "30 days" }).click();
  await dialog.getByRole("button", { name: "Accept the risk" }).click();
  await expect(heading(page)).toContainText("accepted");
  await expect(page.getByRole("region", { name: "About it" })).toContainText("A test system without real data");
  await page.goto("/security/findings");
  await expect(page.getByRole("region", { name: "Findings, table" })).toBeVisible();
  await expect(page.getByRole("link", { name: /\.env/ })).toHaveCount(0);
  await page.goto("/security/findings?state=accepted");
  await expect(page.getByRole("link", { name: /\.env/ })).toBeVisible();

  await page.goto(paths.finding);
  await page.getByRole("button", { name: "Open again" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("It went to production");
  await page.getByRole("dialog").getByRole("button", { name: "Open again" }).click();
  await expect(heading(page)).toContainText("open");
  await expect(page.getByRole("list", { name: "History" })).toContainText("It went to production");
});

test("several findings are given to somebody at once", async ({ page }) => {
  await signIn(page);
  await page.goto("/security/findings");
  const boxes = page.getByRole("checkbox", { name: /^Choose / });
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole("button", { name: "Give to…" }).click();
  await page.getByRole("dialog").getByLabel("Owner").fill("Team Harbour");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("cell", { name: "Team Harbour" })).toHaveCount(2);
  await expectAccessible(page);
});

test("mended and scanned again it is fixed, and nothing else changed", async ({ page }) => {
  test.setTimeout(150_000);
  site.isMended = true;
  await signIn(page);
  await page.goto(paths.target);
  await scan(page);
  await expect(heading(page)).toContainText("done", ENDS);
  await expect(change(page, "fixed")).toContainText("1");
  await expect(change(page, "new")).toContainText("0");
  await change(page, "fixed").click();
  await page.getByRole("region", { name: "Findings of the scan, table" }).getByRole("link", { name: /\.env/ }).click();
  await expect(heading(page)).toContainText("fixed");
  await expect(page.getByRole("list", { name: "History" })).toContainText("fixed");
});

test("the open findings are exported as SARIF that its schema accepts", async ({ page }) => {
  await signIn(page);
  await page.goto(paths.target);
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const saving = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /^SARIF/ }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toMatch(/\.sarif$|\.sarif\.json$/);
  const document: unknown = JSON.parse(await readFile(await file.path(), "utf8"));
  expect(sarifProblems(document)).toEqual([]);
  expect(JSON.stringify(document)).toContain("stack");
});

// Colours depend on the scheme and room on the width: each of both once.
for (const [scheme, width] of [
  ["dark", 1440],
  ["light", 390],
] as const) {
  test(`every page of Security is accessible and fits, ${scheme} at ${width} px`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    await signIn(page);
    const pages = [
      "/security",
      "/security/findings",
      "/security/scans",
      paths.target,
      paths.finding,
      "/settings/security",
    ];
    for (const path of pages) {
      await page.goto(path);
      await expect(heading(page)).toBeVisible();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      await expectAccessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(0);
    }
  });
}
