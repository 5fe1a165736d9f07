import {
  AppError,
  type ConnectionItem,
  type connectionsCreateInputSchema,
  type connectionsUpdateInputSchema,
  maskUrl,
  toError,
} from "@plimsoll/core";
import { Prisma } from "@plimsoll/db";
import type { z } from "zod";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import type { Platform } from "../platform.ts";
import { openSecret, sealSecret } from "../secrets/sealed-secret.ts";
import { CONNECTION_SECRET, openForeign } from "./foreign-stores.ts";
import { assertAllowedStore, REDIS_STORE } from "./store-address.ts";
import { within } from "./within.ts";

/** More would be more than a page can check while somebody waits. */
const MAX_CONNECTIONS = 50;

type Row = Prisma.QueueConnectionGetPayload<object>;

/** The project's connected Redis, by name, each with whether it answers now. Passwords are masked. */
export async function listConnections(platform: Platform, projectId: string): Promise<ConnectionItem[]> {
  const rows = await platform.db.queueConnection.findMany({ where: { projectId }, orderBy: { name: "asc" } });
  return Promise.all(rows.map((row) => describe(platform, row)));
}

/**
 * Connects a Redis once it has answered; the URL is stored encrypted. Throws BAD_REQUEST for an address that is not
 * allowed or does not answer, CONFLICT for a name that is taken.
 */
export async function createConnection(
  platform: Platform,
  caller: Caller,
  input: z.output<typeof connectionsCreateInputSchema>,
): Promise<ConnectionItem> {
  const { projectId } = caller;
  const { name, url, prefix, writable } = input;
  await assertAllowedStore(url, platform.config, REDIS_STORE);
  if ((await platform.db.queueConnection.count({ where: { projectId } })) >= MAX_CONNECTIONS) {
    throw new AppError("CONFLICT", `A project may have ${MAX_CONNECTIONS} connections; remove one first.`);
  }
  await checkAnswers(url, prefix);
  const sealed = sealSecret(platform.config, CONNECTION_SECRET, url);
  const id = newId("con");
  const row = await platform.db
    .$transaction(async (tx) => {
      const created = await tx.queueConnection.create({
        data: { id, projectId, name, url: sealed, prefix, writable },
      });
      const detail = { name, url: maskUrl(url), prefix, writable };
      await recordAudit(tx, { ...caller, action: "connection.create", subject: `connection:${id}`, detail });
      return created;
    })
    .catch((error: unknown) => throwTaken(error, name));
  return describe(platform, row);
}

/** Renames a connection, or lets Plimsoll change its queues or only look at them. Throws NOT_FOUND and CONFLICT. */
export async function updateConnection(
  platform: Platform,
  caller: Caller,
  input: z.output<typeof connectionsUpdateInputSchema>,
): Promise<ConnectionItem> {
  const { id } = input;
  const { projectId } = caller;
  const change = {
    ...(input.name === undefined ? {} : { name: input.name }),
    ...(input.writable === undefined ? {} : { writable: input.writable }),
  };
  const row = await platform.db
    .$transaction(async (tx) => {
      const { count } = await tx.queueConnection.updateMany({ where: { projectId, id }, data: change });
      if (count === 0) throw notFound(id);
      await recordAudit(tx, { ...caller, action: "connection.update", subject: `connection:${id}`, detail: change });
      return tx.queueConnection.findUniqueOrThrow({ where: { id } });
    })
    .catch((error: unknown) => throwTaken(error, input.name ?? id));
  await platform.connections.forget(id);
  return describe(platform, row);
}

/** Forgets a connection; the Redis itself is not touched. Throws NOT_FOUND. */
export async function removeConnection(platform: Platform, caller: Caller, id: string): Promise<void> {
  await platform.db.$transaction(async (tx) => {
    const { count } = await tx.queueConnection.deleteMany({ where: { projectId: caller.projectId, id } });
    if (count === 0) throw notFound(id);
    await recordAudit(tx, { ...caller, action: "connection.remove", subject: `connection:${id}` });
  });
  await platform.connections.forget(id);
}

const notFound = (id: string) => new AppError("NOT_FOUND", `There is no connection ${id} in this project.`);

function throwTaken(error: unknown, name: string): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
    throw new AppError("CONFLICT", `There is a connection named \`${name}\` already.`, { cause: error });
  }
  throw error;
}

/** Throws BAD_REQUEST with the reason when the Redis does not answer in time. */
async function checkAnswers(url: string, prefix: string): Promise<void> {
  const store = openForeign(url, { prefix, writable: false });
  try {
    await within(store.queueNames());
  } catch (error) {
    throw new AppError("BAD_REQUEST", `\`url\`: this Redis does not answer: ${toError(error).message}`, {
      cause: error,
    });
  } finally {
    await store.close().catch(() => undefined);
  }
}

async function describe(platform: Platform, row: Row): Promise<ConnectionItem> {
  const { id, name, prefix, writable } = row;
  const base = { id, name, prefix, writable, createdAt: row.createdAt.toISOString() };
  let url = "";
  try {
    url = maskUrl(openSecret(platform.config, CONNECTION_SECRET, row.url));
    const { store } = await within(platform.connections.open(row.projectId, id));
    const queues = await within(store.queueNames());
    return { ...base, url, status: "ok", detail: "answers", queues: queues.length };
  } catch (error) {
    return { ...base, url, status: "down", detail: toError(error).message, queues: null };
  }
}
