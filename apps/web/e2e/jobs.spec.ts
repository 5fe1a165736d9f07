import type { Page } from "@playwright/test";
import { ADMIN, expect, expectAccessible, signIn, test } from "./fixtures.ts";
import { gate, JobApp } from "./job-app.ts";

// One story: each test goes on where the one before it ended.
test.describe.configure({ mode: "serial" });

const app = new JobApp();
let key = "";
/** An admin who comes from the configuration is named after the address. */
const actor = ADMIN.email.split("@")[0] ?? "";

test.beforeAll(() => app.start());
test.afterAll(() => app.stop());

/** Enqueues as any app would: by HTTP with a key. Answers the job's id. */
async function enqueue(webUrl: string, job: Record<string, unknown>): Promise<string> {
  const response = await fetch(`${webUrl}/api/trpc/jobs.enqueue`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(job),
  });
  expect(response.status).toBe(200);
  const body = (await response.json()) as { result: { data: { id: string } } };
  return body.result.data.id;
}

/** Opens a job's page and waits until it says that the job is in the state. */
async function openJob(page: Page, queue: string, id: string, state: string): Promise<void> {
  await page.goto(`/jobs/apps/${queue}/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(state);
}

test("an admin adds an endpoint, sees its secret once and approves its host", async ({ page }) => {
  await signIn(page);
  await page.goto("/settings/targets");
  // Specs before this one may have left endpoints of their own.
  const endpoints = page.getByRole("region", { name: "Job endpoints, table" });
  await expect(page.getByText("No endpoints yet").or(endpoints)).toBeVisible();
  await page.getByRole("button", { name: "Add endpoint" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Name")).toHaveValue("default");
  await dialog.getByLabel("Address").fill(`${app.origin}/jobs`);
  await dialog.getByRole("button", { name: "Add endpoint" }).click();
  app.secret = (await dialog.getByLabel("signing secret", { exact: true }).textContent())?.trim() ?? "";
  expect(app.secret).toMatch(/^whsec_/);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText(app.secret)).toHaveCount(0);

  const target = page.getByRole("region", { name: "Targets, table" }).getByRole("row").filter({ hasText: app.origin });
  await expect(target).toContainText("pending");
  await target.getByRole("button", { name: /^Prove/ }).click();
  await expect(page.getByLabel("value of the DNS record", { exact: true })).toHaveText(/^plimsoll-verification=/);
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  await target.getByRole("button", { name: /^Approve/ }).click();
  await expect(page.getByRole("dialog")).toContainText(app.origin);
  await page.getByRole("dialog").getByRole("button", { name: "Approve target" }).click();
  await expect(target).toContainText(`by ${actor}`);
});

test("an app makes a key, enqueues, and its job is watched until it is done", async ({ page, instance }) => {
  await signIn(page);
  await page.goto("/settings/keys");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("shop");
  await page.getByRole("dialog").getByRole("checkbox", { name: "write" }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
  key = (await page.getByLabel("API key", { exact: true }).textContent())?.trim() ?? "";

  const work = gate();
  app.on("email.send", async ({ payload }) => {
    await work.opened;
    return { status: 200, body: { sentTo: (payload as { to: string }).to } };
  });
  await page.goto("/jobs");
  await expect(page.getByText("No queue yet")).toBeVisible();
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  const id = await enqueue(instance.webUrl, {
    queue: "emails",
    name: "email.send",
    payload: { to: "ada@example.com" },
  });
  await page.getByRole("link", { name: "emails", exact: true }).click();
  await page.getByRole("tab", { name: /Running/ }).click();
  await page.getByRole("grid", { name: "Running jobs" }).getByRole("link", { name: "email.send" }).click();
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toContainText("running");

  const workers = await page.context().newPage();
  await workers.goto("/jobs/workers");
  await workers.getByRole("region", { name: "Running now, table" }).getByRole("link", { name: "email.send" }).click();
  await expect(workers).toHaveURL(new RegExp(`/jobs/apps/emails/${id}`));
  await workers.close();

  work.open();
  await expect(heading).toContainText("completed");
  expect(await page.evaluate(() => "notReloaded" in window)).toBe(true);
  await expect(page.getByLabel("result", { exact: true })).toContainText('"sentTo": "ada@example.com"');
  expect(app.refused).toEqual([]);
  expect(app.received).toMatchObject([{ id, queue: "emails", name: "email.send", attempt: 1 }]);
});

test("a job's page shows its attempts and the trace from enqueueing to the app", async ({ page }) => {
  const [job] = app.received;
  const traceId = job?.traceparent?.split("-")[1] ?? "none";
  await signIn(page);
  await openJob(page, "emails", job?.id ?? "", "completed");
  await expect(page.getByTestId("attempts").getByRole("listitem")).toHaveCount(1);
  await expect(page.getByTestId("attempts")).toContainText("HTTP 200");
  const trace = page.getByRole("region", { name: "Trace" });
  await expect(trace.getByText("jobs.enqueue").first()).toBeVisible({ timeout: 40_000 });
  await expectAccessible(page);
  await trace.getByRole("link", { name: "Open" }).click();
  await expect(page).toHaveURL(new RegExp(`/traces/${traceId}`));
});

test("a dead letter is found by its payload, retried, and done", async ({ page, instance }) => {
  app.on("card.charge", () => ({ status: 500, body: { reason: "the bank is closed" } }));
  const id = await enqueue(instance.webUrl, {
    queue: "payments",
    name: "card.charge",
    payload: { order: "needle-4711" },
    retries: 1,
    backoff: { type: "fixed", delayMs: 50, jitter: 0 },
  });
  await signIn(page);
  await page.goto("/jobs/apps/payments?state=failed");
  const row = page.getByRole("grid", { name: "Failed jobs" }).getByRole("row").filter({ hasText: "card.charge" });
  await expect(row).toBeVisible();
  await page.getByRole("textbox", { name: /Search jobs/ }).fill("NEEDLE-4711");
  await expect(row).toHaveCount(1);
  await expectAccessible(page);
  await row.getByRole("link", { name: "card.charge" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("failed");
  await expect(page.getByRole("region", { name: "Error" })).toContainText("500");
  await expect(page.getByTestId("attempts").getByRole("listitem")).toHaveCount(2);

  app.on("card.charge", () => ({ status: 200 }));
  await page.getByRole("button", { name: "Retry", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("completed");
  await expect(page.getByTestId("attempts").getByRole("listitem")).toHaveCount(3);
  await expect(page.getByText(`${actor} retried it`)).toBeVisible();
  expect(app.received.filter((job) => job.id === id)).toHaveLength(3);
});

test("a wrong payload is edited and retried; who did it is recorded", async ({ page, instance }) => {
  app.on("refund.pay", ({ payload }) => ({ status: (payload as { amount: number }).amount > 0 ? 200 : 400 }));
  const id = await enqueue(instance.webUrl, { queue: "payments", name: "refund.pay", payload: { amount: -5 } });
  await signIn(page);
  await openJob(page, "payments", id, "failed");
  await expect(page.getByTestId("attempts").getByRole("listitem")).toHaveCount(1);
  await page.getByRole("button", { name: "Edit and retry" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill('{ "amount": 5 }');
  await page.getByRole("dialog").getByRole("button", { name: /retry/i }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("completed");
  await expect(page.getByText(`${actor} edited the payload and retried it`)).toBeVisible();
  await expect(page.getByLabel("payload", { exact: true })).toContainText('"amount": 5');
});

test("all dead letters of a filter are retried in the background, with progress", async ({ page, instance }) => {
  const many = 160;
  app.on("digest.send", () => ({ status: 410 }));
  const numbers = Array.from({ length: many }, (_, index) => index);
  await Promise.all(
    numbers.map((number) =>
      enqueue(instance.webUrl, { queue: "digests", name: "digest.send", payload: { number }, retries: 0 }),
    ),
  );
  await signIn(page);
  await page.goto("/jobs/apps/digests?state=failed");
  await expect(page.getByRole("tab", { name: new RegExp(`Failed\\s*${many}`) })).toBeVisible();
  app.on("digest.send", () => ({ status: 200 }));
  await page.getByRole("checkbox", { name: "Choose all jobs that are loaded" }).check();
  const chosen = page.getByRole("region", { name: "Chosen jobs" });
  await chosen.getByRole("button", { name: "Choose all the filter finds" }).click();
  await expect(chosen).toContainText(`all ${many} failed jobs`);
  await chosen.getByRole("button", { name: "Retry" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Retry" }).click();
  const operation = page.getByTestId("bulk-operation");
  await expect(operation.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "100");
  await expect(operation).toContainText("done");
  await expect(operation).toContainText(`${many}`);
  await expect(page.getByRole("tab", { name: new RegExp(`Completed\\s*${many}`) })).toBeVisible();
  await page.reload();
  await expect(operation).toContainText(`by ${actor}`);
  await expectAccessible(page);
});

test("a schedule is made with its next runs in sight, run now, paused, changed and deleted", async ({ page }) => {
  await signIn(page);
  await page.goto("/jobs/schedules");
  await page.getByRole("button", { name: "Create schedule" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Nightly report");
  await dialog.getByLabel("Cron expression").fill("0 25 * * *");
  await expect(dialog.getByText(/cannot be read/)).toBeVisible();
  await dialog.getByLabel("Cron expression").fill("30 2 * * *");
  await dialog.getByLabel("Time zone").fill("Europe/Berlin");
  await page.keyboard.press("Escape");
  await expect(dialog.getByText("every day at 02:30")).toBeVisible();
  await expect(dialog.getByRole("list").getByText(/02:30:00/)).toHaveCount(5);
  await expectAccessible(page);
  await dialog.getByLabel("Queue").fill("reports");
  await dialog.getByLabel("Job name").fill("report.build");
  await dialog.getByLabel("Payload").fill('{ "of": "yesterday" }');
  await dialog.getByRole("button", { name: "Create schedule" }).click();

  const row = page.getByRole("row").filter({ hasText: "Nightly report" });
  await expect(row).toContainText("every day at 02:30");
  await page.getByRole("button", { name: "Run Nightly report now" }).click();
  await expect(row.getByRole("link", { name: /just now|ago/ })).toBeVisible();
  await expect.poll(() => app.received.filter((job) => job.name === "report.build")).toHaveLength(1);
  await page.getByRole("button", { name: "Pause Nightly report" }).click();
  await expect(row).toContainText("paused");
  await page.getByRole("button", { name: "Edit Nightly report" }).click();
  await dialog.getByText("At an interval").click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("every 5 minutes");
  await page.getByRole("button", { name: "Resume Nightly report" }).click();
  await expect(row).toContainText(/in \d+ (min|s)/);
  await row.getByRole("link", { name: /just now|ago/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("report.build");
  await expect(page.getByRole("link", { name: "Nightly report" })).toBeVisible();
  await page.goto("/jobs/schedules");
  await page.getByRole("button", { name: "Delete Nightly report" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete schedule" }).click();
  await expect(row).toHaveCount(0);
});

test("Plimsoll's own schedules are shown and cannot be changed", async ({ page }) => {
  await signIn(page);
  await page.goto("/jobs/schedules");
  const own = page.getByRole("row").filter({ hasText: "Plimsoll's own" }).first();
  const edit = own.getByRole("button", { name: /^Edit/ });
  await expect(edit).toHaveAttribute("aria-disabled", "true");
  await edit.focus();
  await expect(page.getByRole("tooltip")).toContainText("can be run now but not changed");
});

test("a Redis that does not answer is not connected", async ({ page }) => {
  await signIn(page);
  await page.goto("/settings/connections");
  await page.getByRole("button", { name: "Connect a Redis" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Shop");
  await dialog.getByRole("textbox", { name: "URL" }).fill("redis://:secret@127.0.0.1:1/0");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(dialog.getByRole("alert")).not.toContainText("secret");
  await expectAccessible(page);
});

test("a viewer sees everything and is told why nothing may be changed", async ({ page, browser, instance }) => {
  const viewer = { email: "vera@example.com", name: "Vera", password: "nine copper kettles hum" };
  await signIn(page);
  await page.goto("/settings/people");
  await page.getByRole("button", { name: "Add person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(viewer.name);
  await dialog.getByLabel("E-mail address").fill(viewer.email);
  await dialog.getByRole("textbox", { name: "First password" }).fill(viewer.password);
  await dialog.getByRole("button", { name: "Add person" }).click();
  await expect(page.getByRole("row").filter({ hasText: viewer.email })).toBeVisible();

  const context = await browser.newContext({ baseURL: instance.webUrl });
  const theirs = await context.newPage();
  await signIn(theirs, viewer);
  for (const [path, button] of [
    ["/jobs/schedules", "Create schedule"],
    ["/settings/targets", "Add endpoint"],
    ["/settings/connections", "Connect a Redis"],
  ] as const) {
    await theirs.goto(path);
    const action = theirs.getByRole("button", { name: button });
    await expect(action).toHaveAttribute("aria-disabled", "true");
    await action.focus();
    await expect(theirs.getByRole("tooltip")).toContainText(/admins/);
    await expectAccessible(theirs);
  }
  await context.close();
});

// Colours depend on the scheme and room on the width: each of both once.
for (const [scheme, width] of [
  ["dark", 1440],
  ["light", 390],
] as const) {
  test(`every page of jobs is accessible and fits, ${scheme} at ${width} px`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    await signIn(page);
    const pages = [
      "/jobs",
      "/jobs/apps/payments",
      `/jobs/apps/emails/${app.received[0]?.id}`,
      "/jobs/schedules",
      "/jobs/workers",
      "/settings/targets",
      "/settings/connections",
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
