import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../generated/client/client.ts";

export type Database = PrismaClient;

/**
 * A Prisma client over a bounded pool. Connecting is lazy; call `$disconnect()` when the process ends.
 * `poolSize` is the most connections it opens, `queryTimeoutMs` the longest a statement may take.
 */
export function createDatabase(
  databaseUrl: string,
  options: { poolSize?: number; queryTimeoutMs?: number } = {},
): Database {
  const queryTimeoutMs = options.queryTimeoutMs ?? 10_000;
  const adapter = new PrismaPg({
    connectionString: databaseUrl,
    max: options.poolSize ?? 8,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: queryTimeoutMs,
    query_timeout: queryTimeoutMs + 1_000,
  });
  return new PrismaClient({ adapter });
}
