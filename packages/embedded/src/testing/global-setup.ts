import type { TestProject } from "vitest/node";
import { startTestStores } from "./test-stores.ts";

declare module "vitest" {
  export interface ProvidedContext {
    clickhouseUrl: string;
    databaseUrl: string;
  }
}

/**
 * Vitest's globalSetup: one pair of stores for all test files of a run. In a vitest project:
 *
 * ```ts
 * test: { globalSetup: ["@plimsoll/embedded/global-setup"] }
 * ```
 *
 * and in each test file, which makes a database of its own with `createTestDatabase`:
 *
 * ```ts
 * import { inject } from "vitest";
 * import { createTestDatabase } from "@plimsoll/embedded";
 *
 * const url = await createTestDatabase(inject("databaseUrl"));     // PostgreSQL: an empty database
 * const clickhouse = await createTestDatabase(inject("clickhouseUrl")); // ClickHouse: an empty database
 * ```
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stores = await startTestStores();
  project.provide("clickhouseUrl", stores.clickhouseUrl);
  project.provide("databaseUrl", stores.databaseUrl);
  return async () => await stores.stop();
}
