import type { AuditItem } from "@plimsoll/core";
import type { Database, Prisma } from "@plimsoll/db";
import { newId } from "../ids.ts";

/** Who asks for something: the project they act in, and the name that records show. */
export interface Caller {
  projectId: string;
  /** Name of the person or of the API key. */
  actor: string;
}

export interface AuditInput extends Caller {
  /** `area.verb`, such as `job.edit`. */
  action: string;
  /** What it was done to, such as `job:apps:emails:42`. */
  subject: string;
  /** What a reader wants to know of it; never a secret. */
  detail?: Prisma.InputJsonObject;
}

const LIST_LIMIT = 100;

/** Records that somebody changed something. Call it with a transaction's client to record it with the change itself. */
export async function recordAudit(db: Pick<Database, "auditEntry">, input: AuditInput): Promise<void> {
  const { projectId, action, subject, actor, detail } = input;
  await db.auditEntry.create({ data: { id: newId("aud"), projectId, action, subject, actor, detail: detail ?? {} } });
}

/** What was done to one subject, newest first; the last 100 at most. */
export async function listAudit(db: Database, projectId: string, subject: string): Promise<AuditItem[]> {
  const rows = await db.auditEntry.findMany({
    where: { projectId, subject },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: LIST_LIMIT,
  });
  return rows.map((row) => ({
    at: row.at.toISOString(),
    action: row.action,
    actor: row.actor,
    detail: typeof row.detail === "object" && row.detail !== null && !Array.isArray(row.detail) ? row.detail : {},
  }));
}
