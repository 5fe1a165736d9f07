import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Page, test as base } from "@playwright/test";
import { TestInstance } from "@plimsoll/embedded/testing";

export const ADMIN = { email: "ada@example.com", name: "Ada", password: "seven green lanterns drift" };

/** A fresh Plimsoll, one for all specs of a file, as `npm start` runs it; its admin is configured or waits for the link. */
export const test = base.extend<
  { failOnPageErrors: undefined },
  { instance: TestInstance; firstAdmin: "configured" | "link" }
>({
  firstAdmin: ["configured", { option: true, scope: "worker" }],
  instance: [
    async ({ firstAdmin }, use) => {
      const configured = { PLIMSOLL_ADMIN_EMAIL: ADMIN.email, PLIMSOLL_ADMIN_PASSWORD: ADMIN.password };
      const instance = new TestInstance(firstAdmin === "configured" ? configured : {});
      await instance.start();
      await use(instance);
      await instance.remove();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ instance }, use) => use(instance.webUrl),
  failOnPageErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && /Content Security Policy|Hydration|Minified React/.test(message.text()))
          errors.push(message.text());
      });
      await use(undefined);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;
/** By e-mail address; another instance has another port, and so refuses what is not its own. */
const sessions = new Map<string, Cookies>();

/** Signs in, with a session that is known already where it still holds: passwords may be tried a few times a minute only. */
export async function signIn(page: Page, who = ADMIN): Promise<void> {
  const context = page.context();
  await context.addCookies(sessions.get(who.email) ?? []);
  await page.goto("/");
  if (new URL(page.url()).pathname === "/") return;
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByRole("textbox", { name: "Password" }).fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  sessions.set(who.email, await context.cookies());
}

/** Fails on violations that axe calls serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    .analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(
    serious.map(({ id, nodes }) => ({ id, where: nodes.slice(0, 3).map((node) => node.target.join(" ")) })),
  ).toEqual([]);
}
