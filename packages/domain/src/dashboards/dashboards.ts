import {
  AppError,
  type DashboardDefinition,
  type DashboardDetail,
  type DashboardItem,
  type DashboardsCreateInput,
  type DashboardsUpdateInput,
  dashboardDefinitionSchema,
} from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import type { Platform } from "../platform.ts";

/** The project's dashboards by name. */
export async function listDashboards(
  { db }: Pick<Platform, "db">,
  projectId: string,
  { limit }: { limit: number },
): Promise<DashboardItem[]> {
  const rows = await db.dashboard.findMany({ where: { projectId }, orderBy: { name: "asc" }, take: limit });
  return rows.map(({ id, name, description, definition, updatedAt, updatedBy }) => {
    const tiles = readDefinition(definition)?.tiles.length ?? 0;
    return { id, name, description, tiles, updatedAt: updatedAt.toISOString(), updatedBy };
  });
}

/** A dashboard with all that is on it. Throws NOT_FOUND, and BAD_REQUEST for one that is no longer understood. */
export async function getDashboard(
  { db }: Pick<Platform, "db">,
  projectId: string,
  id: string,
): Promise<DashboardDetail> {
  const row = await find(db, projectId, id);
  const definition = readDefinition(row.definition);
  if (!definition) throw new AppError("BAD_REQUEST", `The stored dashboard ${row.name} is no longer understood.`);
  const { name, description, createdBy, updatedBy } = row;
  const times = { createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
  return { id, name, description, ...definition, ...times, createdBy, updatedBy };
}

/** Keeps a dashboard; recorded. Throws CONFLICT for a name that is taken. */
export async function createDashboard(
  { db }: Pick<Platform, "db">,
  caller: Caller,
  input: DashboardsCreateInput,
): Promise<{ id: string }> {
  const id = newId("dsh");
  const { projectId, actor } = caller;
  await db.$transaction(async (tx) => {
    await assertNameFree(tx, projectId, input.name);
    await tx.dashboard.create({ data: { id, projectId, ...fieldsOf(input), createdBy: actor, updatedBy: actor } });
    await record(tx, caller, "dashboard.create", id, input.name);
  });
  return { id };
}

/**
 * Saves a dashboard; recorded. Throws NOT_FOUND, and CONFLICT when somebody saved it after `updatedAt` or the name is
 * taken.
 */
export async function updateDashboard(
  { db }: Pick<Platform, "db">,
  caller: Caller,
  input: DashboardsUpdateInput,
): Promise<{ id: string; updatedAt: string }> {
  const { id } = input;
  const { projectId, actor } = caller;
  return db.$transaction(async (tx) => {
    const before = await find(tx, projectId, id);
    if (before.updatedAt.getTime() !== Date.parse(input.updatedAt)) {
      throw new AppError("CONFLICT", `${before.updatedBy} saved this dashboard meanwhile: load it again.`);
    }
    await assertNameFree(tx, projectId, input.name, id);
    // Of two who save the same version at once one finds it gone.
    const { count } = await tx.dashboard.updateMany({
      where: { id, updatedAt: before.updatedAt },
      data: { ...fieldsOf(input), updatedBy: actor, updatedAt: laterThan(before.updatedAt) },
    });
    if (count === 0) throw new AppError("CONFLICT", "Somebody saved this dashboard meanwhile: load it again.");
    await record(tx, caller, "dashboard.update", id, input.name);
    return { id, updatedAt: (await find(tx, projectId, id)).updatedAt.toISOString() };
  });
}

/** Removes a dashboard; recorded. Throws NOT_FOUND. */
export async function removeDashboard({ db }: Pick<Platform, "db">, caller: Caller, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const { name } = await find(tx, caller.projectId, id);
    await tx.dashboard.delete({ where: { id } });
    await record(tx, caller, "dashboard.delete", id, name);
  });
}

async function find(db: Pick<Platform["db"], "dashboard">, projectId: string, id: string) {
  const row = await db.dashboard.findFirst({ where: { id, projectId } });
  if (!row) throw new AppError("NOT_FOUND", `There is no dashboard ${id} in this project.`);
  return row;
}

function readDefinition(stored: unknown): DashboardDefinition | null {
  return dashboardDefinitionSchema.safeParse(stored).data ?? null;
}

function fieldsOf({ name, description, variables, tiles }: DashboardsCreateInput) {
  // PostgreSQL's JSON takes it as it is: it is made of JSON values alone.
  return { name, description, definition: { variables, tiles } as unknown as Prisma.InputJsonObject };
}

/** Now, but never the same instant as before: it tells one version from the next. */
function laterThan(before: Date): Date {
  return new Date(Math.max(Date.now(), before.getTime() + 1));
}

async function assertNameFree(
  tx: Prisma.TransactionClient,
  projectId: string,
  name: string,
  id?: string,
): Promise<void> {
  // Two who save the same name at once come one after the other.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`dashboards:${projectId}`}))`;
  const taken = await tx.dashboard.findFirst({ where: { projectId, name, ...(id ? { id: { not: id } } : {}) } });
  if (taken) throw new AppError("CONFLICT", `There is a dashboard named ${name} already.`);
}

function record(tx: Prisma.TransactionClient, caller: Caller, action: string, id: string, name: string): Promise<void> {
  return recordAudit(tx, { ...caller, action, subject: `dashboard:${id}`, detail: { name } });
}
