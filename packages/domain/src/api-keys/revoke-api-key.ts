import { AppError, type ApiKeyItem } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import { toApiKeyItem } from "./api-key-item.ts";

/**
 * Revokes a key for good; a key revoked before keeps its first time. It stops working at once in this process and those
 * that share a Redis with it, within five seconds elsewhere. Throws NOT_FOUND for a key of another project.
 */
export async function revokeApiKey(
  { db, caches }: Pick<Platform, "db" | "caches">,
  input: { projectId: string; id: string },
): Promise<ApiKeyItem> {
  const { id, projectId } = input;
  await db.apiKey.updateMany({ where: { id, projectId, revokedAt: null }, data: { revokedAt: new Date() } });
  await caches.apiKeys.clear();
  const row = await db.apiKey.findFirst({
    where: { id, projectId },
    include: { createdBy: { select: { name: true } } },
  });
  if (!row) throw new AppError("NOT_FOUND", `There is no API key ${id} in this project.`);
  return toApiKeyItem(row);
}
