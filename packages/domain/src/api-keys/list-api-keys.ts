import type { ApiKeyItem } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { toApiKeyItem } from "./api-key-item.ts";

/** The project's keys, newest first, revoked and expired ones included; at most 500. */
export async function listApiKeys(db: Database, projectId: string): Promise<ApiKeyItem[]> {
  const rows = await db.apiKey.findMany({
    where: { projectId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 500,
    include: { createdBy: { select: { name: true } } },
  });
  return rows.map(toApiKeyItem);
}
