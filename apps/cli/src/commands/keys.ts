import { AppError, type KeyScope, keyScopeSchema, loadConfig } from "@plimsoll/core";
import { createDatabase } from "@plimsoll/db";
import { createApiKey, DEFAULT_PROJECT_ID } from "@plimsoll/domain";
import { dataDir, readRuntime } from "../start/data-dir.ts";

/** The database of the instance: the one configured, else that of the instance that runs on the data folder. */
export function findDatabaseUrl(): string {
  const config = loadConfig();
  const url = config.DATABASE_URL ?? readRuntime(dataDir(config))?.databaseUrl;
  if (url) return url;
  throw new AppError(
    "UNAVAILABLE",
    `No instance runs on ${dataDir(config)}. Start it with \`npm start\`, or set DATABASE_URL.`,
  );
}

function readScopes(texts: readonly string[]): KeyScope[] {
  return texts
    .flatMap((text) => text.split(","))
    .map((text) => {
      const parsed = keyScopeSchema.safeParse(text.trim());
      if (parsed.success) return parsed.data;
      throw new AppError("BAD_REQUEST", `"${text}" is no scope; there are ${keyScopeSchema.options.join(", ")}.`);
    });
}

/** Creates a key and prints it alone on standard output, so that a script can take it. */
export async function createKey(options: { name: string; scope: string[]; expiresInDays?: string }): Promise<void> {
  const scopes = readScopes(options.scope);
  const days = options.expiresInDays === undefined ? null : Number(options.expiresInDays);
  if (days !== null && !(days > 0)) throw new AppError("BAD_REQUEST", "--expires-in-days takes a number above 0.");
  const expiresAt = days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString();
  const db = createDatabase(findDatabaseUrl(), { poolSize: 1 });
  try {
    const created = await createApiKey(db, {
      projectId: DEFAULT_PROJECT_ID,
      name: options.name,
      scopes,
      expiresAt,
      createdById: null,
    });
    process.stdout.write(`${created.key}\n`);
  } finally {
    await db.$disconnect();
  }
}
