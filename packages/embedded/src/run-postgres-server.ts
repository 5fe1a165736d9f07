import { z } from "zod";
import { startPostgres } from "./postgres/start.ts";
import { runStoreProcess } from "./process/store-process.ts";

const optionsSchema = z.object({
  dataDir: z.string().min(1),
  password: z.string().min(1),
  database: z.string().min(1),
  user: z.string().min(1).optional(),
  port: z.number().int().min(0).max(65_535).optional(),
  durable: z.boolean().optional(),
});

/** Runs the local PostgreSQL under this process: `PostgresOptions` as JSON in PLIMSOLL_STORE_OPTIONS (see `runStoreProcess`). */
export async function runPostgresServer(): Promise<void> {
  await runStoreProcess(async (options) => await startPostgres(optionsSchema.parse(options)));
}
