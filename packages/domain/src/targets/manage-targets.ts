import { AppError, type TargetItem } from "@plimsoll/core";
import type { Database, Prisma } from "@plimsoll/db";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { type TargetRow, toTargetItem } from "./target-item.ts";

/** The project's targets by name; at most 500. */
export async function listTargets(db: Database, projectId: string): Promise<TargetItem[]> {
  const rows = await db.target.findMany({
    where: { projectId },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 500,
  });
  const now = new Date();
  return rows.map((row) => toTargetItem(row, now));
}

/** Opens a target by an admin's word, private addresses included. Throws NOT_FOUND. */
export async function approveTarget(db: Database, caller: Caller, id: string): Promise<TargetItem> {
  return db.$transaction(async (tx) => {
    await requireTarget(tx, caller.projectId, id);
    const row = await tx.target.update({ where: { id }, data: { approvedAt: new Date(), approvedBy: caller.actor } });
    await record(tx, caller, "target.approve", row);
    return toTargetItem(row);
  });
}

/** Removes a target. Throws NOT_FOUND, and CONFLICT while endpoints use it. */
export async function removeTarget(db: Database, caller: Caller, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const row = await requireTarget(tx, caller.projectId, id);
    const endpoints = await tx.jobEndpoint.findMany({
      where: { targetId: id },
      select: { name: true },
      orderBy: { name: "asc" },
      take: 5,
    });
    if (endpoints.length > 0) {
      const names = endpoints.map((endpoint) => endpoint.name).join(", ");
      throw new AppError("CONFLICT", `Job endpoints use ${row.origin}: ${names}. Remove them first.`);
    }
    await tx.target.delete({ where: { id } });
    await record(tx, caller, "target.remove", row);
  });
}

/** A target of the project, locked until the transaction ends. Throws NOT_FOUND. */
async function requireTarget(tx: Prisma.TransactionClient, projectId: string, id: string): Promise<TargetRow> {
  await tx.$queryRaw`SELECT id FROM targets WHERE id = ${id} FOR UPDATE`;
  return findTarget(tx, projectId, id);
}

/** A target of the project. Throws NOT_FOUND. */
export async function findTarget(db: Pick<Database, "target">, projectId: string, id: string): Promise<TargetRow> {
  const row = await db.target.findFirst({ where: { id, projectId } });
  if (!row) throw new AppError("NOT_FOUND", `There is no target ${id} in this project.`);
  return row;
}

function record(tx: Prisma.TransactionClient, caller: Caller, action: string, row: TargetRow): Promise<void> {
  const detail = { name: row.name, origin: row.origin };
  return recordAudit(tx, { ...caller, action, subject: `target:${row.id}`, detail });
}
