import {
  AppError,
  type CacheConnectionItem,
  type CacheConnectionsCreateInput,
  type CacheConnectionsUpdateInput,
  maskUrl,
} from "@plimsoll/core";
import { Prisma } from "@plimsoll/db";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import type { Platform } from "../platform.ts";
import { sealSecret } from "../secrets/sealed-secret.ts";
import { readReport } from "./cache-report.ts";
import { CACHE_SECRET, toConnectionItem } from "./connection-item.ts";
import { readConnection } from "./watch/read-connection.ts";

/** More would not be read in the time between two readings. */
const MAX_CONNECTIONS = 50;

/** The project's watched caches, by name. Passwords are left out. */
export async function listCacheConnections(
  platform: Pick<Platform, "db" | "config">,
  projectId: string,
): Promise<CacheConnectionItem[]> {
  const rows = await platform.db.cacheConnection.findMany({ where: { projectId }, orderBy: { name: "asc" } });
  return rows.map((row) => toItem(platform, row));
}

/**
 * Watches a cache from now on, once it has answered; recorded, its address stored encrypted. Throws BAD_REQUEST for an
 * address that is not allowed or does not answer, CONFLICT for a name that is taken.
 */
export async function createCacheConnection(
  platform: Pick<Platform, "db" | "config">,
  caller: Caller,
  { name, kind, url, sampleKeys }: CacheConnectionsCreateInput,
): Promise<CacheConnectionItem> {
  const { db, config } = platform;
  const { projectId } = caller;
  if ((await db.cacheConnection.count({ where: { projectId } })) >= MAX_CONNECTIONS) {
    throw new AppError("CONFLICT", `A project may watch ${MAX_CONNECTIONS} caches; remove one first.`);
  }
  await readConnection(config, { kind, url, sampleKeys: 0, ownHits: null, now: Date.now() }).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    throw new AppError("BAD_REQUEST", error.message, { cause: error });
  });
  const id = newId("cac");
  const data = { id, projectId, name, kind, sampleKeys, url: sealSecret(config, CACHE_SECRET, url) };
  const row = await db
    .$transaction(async (tx) => {
      const created = await tx.cacheConnection.create({ data });
      const detail = { name, kind, url: maskUrl(url), sampleKeys };
      await recordAudit(tx, { ...caller, action: "cache.watch", subject: `cache:${id}`, detail });
      return created;
    })
    .catch((error: unknown) => throwTaken(error, name));
  return toItem(platform, row);
}

/** Renames a watched cache, or looks at more or fewer of its keys; recorded. Throws NOT_FOUND and CONFLICT. */
export async function updateCacheConnection(
  platform: Pick<Platform, "db" | "config">,
  caller: Caller,
  { id, name, sampleKeys }: CacheConnectionsUpdateInput,
): Promise<CacheConnectionItem> {
  const change = { ...(name === undefined ? {} : { name }), ...(sampleKeys === undefined ? {} : { sampleKeys }) };
  const row = await platform.db
    .$transaction(async (tx) => {
      const { count } = await tx.cacheConnection.updateMany({
        where: { id, projectId: caller.projectId },
        data: change,
      });
      if (count === 0) throw notFound(id);
      await recordAudit(tx, { ...caller, action: "cache.update", subject: `cache:${id}`, detail: change });
      return tx.cacheConnection.findUniqueOrThrow({ where: { id } });
    })
    .catch((error: unknown) => throwTaken(error, name ?? id));
  return toItem(platform, row);
}

/** Watches a cache no longer; what was measured of it stays; recorded. Throws NOT_FOUND. */
export async function removeCacheConnection({ db }: Pick<Platform, "db">, caller: Caller, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = await tx.cacheConnection.deleteMany({ where: { id, projectId: caller.projectId } });
    if (count === 0) throw notFound(id);
    await recordAudit(tx, { ...caller, action: "cache.unwatch", subject: `cache:${id}` });
  });
}

const notFound = (id: string) => new AppError("NOT_FOUND", `There is no watched cache ${id} in this project.`);

function throwTaken(error: unknown, name: string): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
    throw new AppError("CONFLICT", `There is a watched cache named \`${name}\` already.`, { cause: error });
  }
  throw error;
}

const toItem = (platform: Pick<Platform, "config">, row: Prisma.CacheConnectionGetPayload<object>) =>
  toConnectionItem(platform, row, readReport(row.report)?.version ?? null);
