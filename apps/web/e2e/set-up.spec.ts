import { ADMIN, expect, expectAccessible, test } from "./fixtures.ts";

test.use({ firstAdmin: "link" });

test("the first admin is made with the link that the first start prints, which works once", async ({
  page,
  instance,
}) => {
  const link = /Create the first admin.*: (http\S+)/.exec(instance.output)?.[1] ?? "";
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await expectAccessible(page);
  await page.goto(link);
  await expectAccessible(page);
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Name").fill(ADMIN.name);
  await page.getByRole("textbox", { name: "Password" }).fill("password1");
  await page.getByRole("button", { name: /Create/ }).click();
  await expect(page.getByText(/too easy to guess/)).toBeVisible();
  await page.getByRole("textbox", { name: "Password" }).fill(ADMIN.password);
  await page.getByRole("button", { name: /Create/ }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await page.context().clearCookies();
  await page.goto(link);
  await page.getByLabel("E-mail").fill("eve@example.com");
  await page.getByLabel("Name").fill("Eve");
  await page.getByRole("textbox", { name: "Password" }).fill(ADMIN.password);
  await page.getByRole("button", { name: /Create/ }).click();
  await expect(page.getByText(/not valid any more/)).toBeVisible();
});
