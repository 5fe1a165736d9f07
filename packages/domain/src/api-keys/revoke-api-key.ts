import { AppError, type ApiKeyItem } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { toApiKeyItem } from "./api-key-item.ts";

/** Revokes a key for good; a key revoked before keeps its first time. Throws NOT_FOUND for a key of another project. */
export async function revokeApiKey(db: Database, input: { projectId: string; id: string }): Promise<ApiKeyItem> {
  const { id, projectId } = input;
  await db.apiKey.updateMany({ where: { id, projectId, revokedAt: null }, data: { revokedAt: new Date() } });
  const row = await db.apiKey.findFirst({
    where: { id, projectId },
    include: { createdBy: { select: { name: true } } },
  });
  if (!row) throw new AppError("NOT_FOUND", `There is no API key ${id} in this project.`);
  return toApiKeyItem(row);
}
