import { defineConfig } from "vitest/config";

const skipped = ["**/node_modules/**", "**/dist/**", "**/.next/**", "**/e2e/**"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          sequence: { groupOrder: 0 },
          include: ["{apps,packages,examples}/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs"],
          exclude: [...skipped, "**/*.int.test.ts"],
          testTimeout: 20_000,
          // On two cores there would be one: many of these wait for a clock.
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: "integration",
          sequence: { groupOrder: 1 },
          include: ["{apps,packages,examples}/**/*.int.test.ts"],
          exclude: skipped,
          // Stores are started and killed in these: give them time on a busy machine. They wait more than they work.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
        },
      },
    ],
  },
});
