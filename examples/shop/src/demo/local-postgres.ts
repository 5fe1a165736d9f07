import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnStore } from "@plimsoll/embedded";

export interface LocalPostgres {
  url: string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/** Starts an empty PostgreSQL in a temporary folder, for those who set no SHOP_DATABASE_URL. Takes about a second. */
export async function startLocalPostgres(): Promise<LocalPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-shop-"));
  // PostgreSQL does not run as root: another user must be able to pass.
  chmodSync(folder, 0o711);
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const store = await spawnStore({
      store: "postgres",
      entry: ["--import", "tsx", fileURLToPath(new URL("postgres-server.ts", import.meta.url))],
      options: {
        dataDir: join(folder, "postgres"),
        database: "shop",
        user: "shop",
        password: randomBytes(12).toString("hex"),
        durable: false,
      },
    });
    return {
      url: store.url,
      async stop() {
        await store.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
