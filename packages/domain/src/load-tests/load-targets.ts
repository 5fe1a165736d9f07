import { AppError, type LoadScript, type LoadTestDetail } from "@plimsoll/core";
import type { LoadAccess } from "@plimsoll/load-engine";
import type { Platform } from "../platform.ts";
import { assertTargetOpen } from "../targets/assert-target-open.ts";
import { ownHostPorts } from "../targets/own-host-ports.ts";
import { targetStatus } from "../targets/target-item.ts";
import { targetOrigin } from "../targets/target-origin.ts";
import { scriptOrigins } from "./script-origins.ts";

/** Of each origin in the script, whether requests may be sent there now, and if not, why. */
export async function listScriptTargets(
  { db }: Pick<Platform, "db">,
  projectId: string,
  script: LoadScript,
): Promise<LoadTestDetail["targets"]> {
  const { origins } = scriptOrigins(script);
  const rows = await db.target.findMany({ where: { projectId, origin: { in: origins } } });
  return origins.map((origin) => {
    const target = rows.find((row) => row.origin === origin);
    const reason = refusal(origin, () => {
      if (!target)
        throw new AppError("FORBIDDEN", `${origin} is no target of this project. Add it in Settings, Targets.`);
      assertTargetOpen(target);
    });
    return { origin, open: reason === null, reason, targetId: target?.id ?? null };
  });
}

/**
 * The origins of a script, each of which may be called. Throws BAD_REQUEST for URLs without a host or that can never be
 * called, FORBIDDEN while a target is missing or not open.
 */
export async function requireOpenTargets(
  platform: Pick<Platform, "db">,
  projectId: string,
  script: LoadScript,
): Promise<string[]> {
  const { origins, unknown, wrong } = scriptOrigins(script);
  const [first] = wrong;
  if (first !== undefined) {
    throw new AppError("BAD_REQUEST", `\`${first}\` has no host: write the whole URL, or set \`baseUrl\`.`);
  }
  if (origins.length === 0) {
    throw new AppError(
      "BAD_REQUEST",
      `No host is written out: \`${unknown[0]}\` takes it from data alone. Set \`baseUrl\`.`,
    );
  }
  for (const origin of origins) targetOrigin(origin);
  for (const { open, reason } of await listScriptTargets(platform, projectId, script)) {
    if (!open) throw new AppError("FORBIDDEN", reason ?? "The target is not open.");
  }
  return origins;
}

/** What requests of a project's load tests may connect to now: its open targets, and never Plimsoll's own parts. */
export async function loadAccess(
  { db, config }: Pick<Platform, "db" | "config">,
  projectId: string,
): Promise<LoadAccess> {
  const rows = await db.target.findMany({ where: { projectId } });
  const open = rows.filter((row) => targetStatus(row) !== "pending");
  return {
    origins: open.map(({ origin, approvedAt }) => ({ origin, allowPrivate: approvedAt !== null })),
    forbidden: ownHostPorts(config),
  };
}

function refusal(origin: string, check: () => void): string | null {
  try {
    targetOrigin(origin);
    check();
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
