import { createHmac, timingSafeEqual } from "node:crypto";
import type { Config } from "@plimsoll/core";

/**
 * The key that Plimsoll's own processes export their telemetry with: derived from the instance's secret, so that it
 * needs no row in the database and no one can list it. Undefined while no secret is set.
 */
export function selfExportKey(config: Pick<Config, "PLIMSOLL_SECRET">): string | undefined {
  if (!config.PLIMSOLL_SECRET) return undefined;
  return `plim_${createHmac("sha256", config.PLIMSOLL_SECRET).update("self-export").digest("base64url")}`;
}

/** True when `token` is the instance's own export key; takes the same time wherever they differ. */
export function isSelfExportKey(config: Pick<Config, "PLIMSOLL_SECRET">, token: string): boolean {
  const own = selfExportKey(config);
  if (!own || own.length !== token.length) return false;
  return timingSafeEqual(Buffer.from(own), Buffer.from(token));
}
