import { z } from "zod";
import { startClickHouse } from "./clickhouse/start.ts";
import { runStoreProcess } from "./process/store-process.ts";

const optionsSchema = z.object({
  dataDir: z.string().min(1),
  password: z.string().min(1),
  user: z.string().min(1).optional(),
  port: z.number().int().min(0).max(65_535).optional(),
  host: z.string().optional(),
  maxMemoryBytes: z.number().int().positive().optional(),
  maxInsertBytes: z.number().int().positive().optional(),
  maxResultBytes: z.number().int().positive().optional(),
});

/** Runs the local ClickHouse as this process: `ClickHouseOptions` as JSON in PLIMSOLL_STORE_OPTIONS (see `runStoreProcess`). */
export async function runClickHouseServer(): Promise<void> {
  await runStoreProcess(async (options) => await startClickHouse(optionsSchema.parse(options)));
}
