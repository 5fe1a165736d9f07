import { AppError, type JobEndpointItem, type JobEndpointSecret } from "@plimsoll/core";
import { type Database, Prisma } from "@plimsoll/db";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import type { Platform } from "../platform.ts";
import { ensureTarget } from "../targets/create-target.ts";
import { type TargetRow, targetStatus } from "../targets/target-item.ts";
import { targetOrigin } from "../targets/target-origin.ts";
import { newEndpointSecret, openEndpointSecret, rotateEndpointSecret, sealEndpointSecret } from "./endpoint-secret.ts";

type Stores = Pick<Platform, "db" | "config">;
interface Row {
  id: string;
  projectId: string;
  name: string;
  url: string;
  secret: Uint8Array;
  secretRotatedAt: Date;
  createdAt: Date;
  target: TargetRow;
}

/**
 * Registers where jobs are sent and returns the signing secret, the only time it is shown. The URL's scheme, host and
 * port become a pending target unless the project has it. Throws BAD_REQUEST for a URL that can never be called and
 * CONFLICT for a name that is taken.
 */
export async function createJobEndpoint(
  { db, config }: Stores,
  caller: Caller,
  input: { name: string; url: string },
): Promise<JobEndpointSecret> {
  const origin = targetOrigin(input.url);
  const url = new URL(input.url);
  url.hash = "";
  const secret = newEndpointSecret();
  const id = newId("jep");
  const create = async (tx: Prisma.TransactionClient) => {
    const { target } = await ensureTarget(tx, caller, { name: url.host.slice(0, 80), origin });
    const data = { id, projectId: caller.projectId, name: input.name, url: url.href, targetId: target.id };
    const sealed = sealEndpointSecret(config, secret);
    const row = await tx.jobEndpoint.create({ data: { ...data, secret: sealed }, include: { target: true } });
    await record(tx, caller, "jobEndpoint.create", row);
    return row;
  };
  const row = await db.$transaction(create).catch((error: unknown) => {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
      throw new AppError("CONFLICT", `There is an endpoint named ${input.name} already; choose another name.`);
    }
    throw error;
  });
  return { ...toItem(row), secret: secret.current };
}

/** The project's endpoints by name; at most 500. */
export async function listJobEndpoints(db: Database, projectId: string): Promise<JobEndpointItem[]> {
  const rows = await db.jobEndpoint.findMany({
    where: { projectId },
    include: { target: true },
    orderBy: [{ name: "asc" }],
    take: 500,
  });
  return rows.map(toItem);
}

/**
 * Gives an endpoint another signing secret and returns it, the only time it is shown. For a day calls carry signatures of
 * both. Throws NOT_FOUND.
 */
export async function rotateJobEndpointSecret(
  { db, config }: Stores,
  caller: Caller,
  id: string,
): Promise<JobEndpointSecret> {
  const now = new Date();
  return db.$transaction(async (tx) => {
    const before = await requireEndpoint(tx, caller.projectId, id);
    const secret = rotateEndpointSecret(openEndpointSecret(config, before.secret), now.getTime());
    const data = { secret: sealEndpointSecret(config, secret), secretRotatedAt: now };
    const row = await tx.jobEndpoint.update({ where: { id }, data, include: { target: true } });
    await record(tx, caller, "jobEndpoint.rotateSecret", row);
    return { ...toItem(row), secret: secret.current };
  });
}

/** Removes an endpoint; queues that used it go by the default one. Throws NOT_FOUND. */
export async function removeJobEndpoint(db: Database, caller: Caller, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const row = await requireEndpoint(tx, caller.projectId, id);
    await tx.jobEndpoint.delete({ where: { id } });
    await record(tx, caller, "jobEndpoint.remove", row);
  });
}

/** An endpoint of the project, locked until the transaction ends. Throws NOT_FOUND. */
async function requireEndpoint(tx: Prisma.TransactionClient, projectId: string, id: string): Promise<Row> {
  await tx.$queryRaw`SELECT id FROM job_endpoints WHERE id = ${id} FOR UPDATE`;
  const row = await tx.jobEndpoint.findFirst({ where: { id, projectId }, include: { target: true } });
  if (!row) throw new AppError("NOT_FOUND", `There is no job endpoint ${id} in this project.`);
  return row;
}

function toItem(row: Row): JobEndpointItem {
  const { id, name, origin } = row.target;
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    target: { id, name, origin, status: targetStatus(row.target) },
    createdAt: row.createdAt.toISOString(),
    secretRotatedAt: row.secretRotatedAt.toISOString(),
  };
}

function record(tx: Prisma.TransactionClient, caller: Caller, action: string, row: Row): Promise<void> {
  const detail = { name: row.name, url: row.url };
  return recordAudit(tx, { ...caller, action, subject: `jobEndpoint:${row.id}`, detail });
}
