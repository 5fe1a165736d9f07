import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  outputDir: "../../test-results/e2e",
  // Each worker has an instance of its own, which serves the specs that it runs; one keeps two cores busy.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  retries: process.env["CI"] ? 1 : 0,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env["CI"]),
  reporter: [["list"], ...(process.env["PLAYWRIGHT_JSON_OUTPUT_NAME"] ? [["json"] as const] : [])],
  use: {
    launchOptions: {
      executablePath: process.env["PLIMSOLL_TEST_CHROMIUM"] ?? "/usr/bin/chromium",
      // Chromium has no sandbox for root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
  },
});
