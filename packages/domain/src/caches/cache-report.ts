import {
  AppError,
  type CacheConnectionReport,
  cacheFindingsSchema,
  type CacheFindings,
  redisFindingsSchema,
} from "@plimsoll/core";
import { z } from "zod";
import type { Platform } from "../platform.ts";
import { toConnectionItem } from "./connection-item.ts";

/** What is kept of the last reading: what can be shown, and what the next one needs. */
const storedReportSchema = cacheFindingsSchema.extend({
  countsSince: z.number().nullable(),
  redis: redisFindingsSchema.extend({ ownHits: z.object({ runId: z.string(), hits: z.number() }) }).nullable(),
});
export type StoredReport = z.infer<typeof storedReportSchema>;

/** The report of the last good reading; null before it, and for one of another version of Plimsoll. */
export function readReport(stored: unknown): StoredReport | null {
  return storedReportSchema.safeParse(stored).data ?? null;
}

/** A watched server with what its last good reading found beside metrics. Throws NOT_FOUND. */
export async function getCacheReport(
  platform: Pick<Platform, "db" | "config">,
  projectId: string,
  id: string,
): Promise<CacheConnectionReport> {
  const row = await platform.db.cacheConnection.findFirst({ where: { id, projectId } });
  if (!row) throw new AppError("NOT_FOUND", `There is no watched cache ${id} in this project.`);
  const stored = readReport(row.report);
  const findings = stored && shownOf(stored);
  const version = stored?.version ?? null;
  return { ...toConnectionItem(platform, row, version), foundAt: row.reportAt?.toISOString() ?? null, findings };
}

/** Parsed again, which leaves out what is not of it. */
function shownOf(stored: StoredReport): CacheFindings {
  return cacheFindingsSchema.parse(stored);
}
