import {
  AppError,
  DEFAULT_SCAN_LIMITS,
  type ScanSchedule,
  scanSettingsSchema,
  type ScanSettings,
} from "@plimsoll/core";
import type { Database, Prisma } from "@plimsoll/db";

/** A scan target with the host that it belongs to. */
export const TARGET_INCLUDE = { target: true } as const satisfies Prisma.ScanTargetInclude;
export type ScanTargetRow = Prisma.ScanTargetGetPayload<{ include: typeof TARGET_INCLUDE }>;

/** A scan target of the project. Throws NOT_FOUND. */
export async function findScanTarget(
  db: Pick<Database, "scanTarget">,
  projectId: string,
  id: string,
): Promise<ScanTargetRow> {
  const row = await db.scanTarget.findFirst({ where: { id, projectId }, include: TARGET_INCLUDE });
  if (!row) throw new AppError("NOT_FOUND", `There is no scan target ${id} in this project.`);
  return row;
}

/** What is asked of the target in every scan; the defaults where what is stored is no longer understood. */
export function readSettings({ settings }: Pick<ScanTargetRow, "settings">): ScanSettings {
  const stored = scanSettingsSchema.safeParse(settings);
  return stored.success ? stored.data : DEFAULT_SCAN_SETTINGS;
}

export const DEFAULT_SCAN_SETTINGS: ScanSettings = {
  entryPaths: [],
  openApi: null,
  profile: "standard",
  limits: DEFAULT_SCAN_LIMITS,
};

/** When scans of the target come by themselves; null for never. */
export function readSchedule(row: ScanTargetRow): ScanSchedule | null {
  if (row.cron === null) return null;
  const { cron, timezone, schedulePaused: paused } = row;
  return { cron, timezone, profile: row.cronProfile as ScanSchedule["profile"], paused };
}

/** How exports name it: its origin, or the name of the code base. */
export function targetLabel({ target, name }: ScanTargetRow): string {
  return target?.origin ?? name;
}

/** What fingerprints of its findings are made of: what stays the same when it is renamed. */
export function fingerprintTarget({ target, id }: ScanTargetRow): string {
  return target?.origin ?? id;
}
