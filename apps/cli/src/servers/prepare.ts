import { loadConfig, toError } from "@plimsoll/core";
import { prepareInstance } from "../start/prepare-instance.ts";

// A process of its own: what migrating loads (the schema engine above all) is gone from memory when it ends.
async function main(): Promise<void> {
  const config = loadConfig();
  if (!config.DATABASE_URL) throw new Error("DATABASE_URL is not set");
  const firstAdmin = await prepareInstance({ ...config, DATABASE_URL: config.DATABASE_URL });
  // Left to itself the process would live on until the stores' idle connections close.
  process.send?.({ type: "prepared", firstAdmin }, () => process.exit(0));
}

main().catch((thrown: unknown) => {
  process.send?.({ type: "error", message: toError(thrown).message }, () => process.exit(1));
});
