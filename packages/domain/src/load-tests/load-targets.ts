import { AppError, type LoadScript, type LoadTestDetail } from "@plimsoll/core";
import { type LoadAccess, scriptOrigins } from "@plimsoll/load-engine";
import type { Platform } from "../platform.ts";
import { assertTargetOpen } from "../targets/assert-target-open.ts";
import { ownHostPorts } from "../targets/own-host-ports.ts";
import { targetStatus } from "../targets/target-item.ts";
import { targetOrigin } from "../targets/target-origin.ts";

/** Of each origin in the script, whether requests may be sent there now, and if not, why. */
export async function listScriptTargets(
  { db }: Pick<Platform, "db">,
  projectId: string,
  script: LoadScript,
): Promise<LoadTestDetail["targets"]> {
  const origins = scriptOrigins(script);
  const rows = await db.target.findMany({ where: { projectId, origin: { in: origins } } });
  return origins.map((origin) => {
    const target = rows.find((row) => row.origin === origin);
    const reason = refusal(origin, target);
    return { origin, open: reason === null, reason, targetId: target?.id ?? null };
  });
}

/** The origins of a script. Throws FORBIDDEN, with the reason, unless each may be called now. */
export async function requireOpenTargets(
  platform: Pick<Platform, "db">,
  projectId: string,
  script: LoadScript,
): Promise<string[]> {
  const targets = await listScriptTargets(platform, projectId, script);
  const closed = targets.find(({ open }) => !open);
  if (closed) throw new AppError("FORBIDDEN", closed.reason ?? `${closed.origin} is not open.`);
  return targets.map(({ origin }) => origin);
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

function refusal(origin: string, target: Parameters<typeof assertTargetOpen>[0] | undefined): string | null {
  try {
    targetOrigin(origin);
    if (!target) return `${origin} is no target of this project. Add it in Settings, Targets.`;
    assertTargetOpen(target);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
