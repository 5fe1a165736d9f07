import { DEFAULT_SECURITY_SETTINGS, type SecuritySettings, securitySettingsSchema } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { type Caller, recordAudit } from "../audit/record-audit.ts";

/** Due dates by severity and how long scans are kept; the defaults while nobody has set anything. */
export async function getSecuritySettings(
  db: Pick<Database, "securitySettings">,
  projectId: string,
): Promise<SecuritySettings> {
  const row = await db.securitySettings.findUnique({ where: { projectId } });
  return readSecuritySettings(row?.settings);
}

/** Settings as they are stored; the defaults where nothing is, or what is no longer understood. */
export function readSecuritySettings(stored: unknown): SecuritySettings {
  const settings = securitySettingsSchema.safeParse(stored);
  return settings.success ? settings.data : DEFAULT_SECURITY_SETTINGS;
}

/** Sets them; recorded. They count for findings that are open already, too. */
export async function setSecuritySettings(
  db: Database,
  caller: Caller,
  settings: SecuritySettings,
): Promise<SecuritySettings> {
  const { projectId } = caller;
  await db.$transaction(async (tx) => {
    await tx.securitySettings.upsert({
      where: { projectId },
      create: { projectId, settings },
      update: { settings },
    });
    const detail = { ...settings };
    await recordAudit(tx, { ...caller, action: "security.settings", subject: "security-settings", detail });
  });
  return settings;
}
