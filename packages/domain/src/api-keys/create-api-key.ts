import { AppError, type ApiKeyCreated, type KeyScope } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { newId } from "../ids.ts";
import { toApiKeyItem } from "./api-key-item.ts";
import { createKeyToken, hashKeyToken, keyTokenPrefix } from "./key-token.ts";

export interface CreateApiKeyInput {
  projectId: string;
  name: string;
  scopes: KeyScope[];
  expiresAt?: string | null | undefined;
  /** Id of the person who creates it; null for the command line. */
  createdById: string | null;
}

/** Creates a key and returns it, the only time it can be read. Throws BAD_REQUEST for an expiry in the past. */
export async function createApiKey(db: Database, input: CreateApiKeyInput): Promise<ApiKeyCreated> {
  const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null;
  if (expiresAt && expiresAt.getTime() <= Date.now()) {
    throw new AppError("BAD_REQUEST", "`expiresAt` lies in the past; choose a later time or leave it out.");
  }
  const key = createKeyToken();
  const row = await db.apiKey.create({
    data: {
      id: newId("key"),
      projectId: input.projectId,
      name: input.name,
      prefix: keyTokenPrefix(key),
      hash: hashKeyToken(key),
      scopes: [...new Set(input.scopes)],
      createdById: input.createdById,
      expiresAt,
    },
    include: { createdBy: { select: { name: true } } },
  });
  return { ...toApiKeyItem(row), key };
}
