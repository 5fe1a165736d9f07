import {
  AppError,
  type LoadScript,
  loadScriptSchema,
  type LoadTestsCreateInput,
  type LoadTestsUpdateInput,
} from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import type { Platform } from "../platform.ts";
import { assertScriptRuns } from "./assert-script-runs.ts";
import { writtenOrigins } from "./script-origins.ts";

export type LoadTestRow = Prisma.LoadTestGetPayload<object>;

/** Keeps a test; recorded. Throws BAD_REQUEST for a script that cannot run, CONFLICT for a name that is taken. */
export async function createLoadTest(
  { db }: Pick<Platform, "db">,
  caller: Caller,
  input: LoadTestsCreateInput,
): Promise<{ id: string }> {
  const { name, description, service, script } = input;
  assertScriptRuns(script);
  const id = newId("ldt");
  const { projectId, actor } = caller;
  await db.$transaction(async (tx) => {
    await assertNameFree(tx, projectId, name);
    await tx.loadTest.create({
      data: { id, projectId, name, description, service, script: stored(script), createdBy: actor },
    });
    await record(tx, caller, "load-test.create", { id, name, script });
  });
  return { id };
}

/** Changes a test; runs that there are keep the script they began with. Recorded. Throws as createLoadTest, and NOT_FOUND. */
export async function updateLoadTest(
  { db }: Pick<Platform, "db">,
  caller: Caller,
  input: LoadTestsUpdateInput,
): Promise<{ id: string }> {
  const { id, name, description, service, script } = input;
  assertScriptRuns(script);
  await db.$transaction(async (tx) => {
    await findLoadTest(tx, caller.projectId, id);
    await assertNameFree(tx, caller.projectId, name, id);
    await tx.loadTest.update({ where: { id }, data: { name, description, service, script: stored(script) } });
    await record(tx, caller, "load-test.update", { id, name, script });
  });
  return { id };
}

/** Removes a test; its runs stay, and so do its load lines. Recorded. Throws NOT_FOUND. */
export async function removeLoadTest({ db }: Pick<Platform, "db">, caller: Caller, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const { name, script } = await findLoadTest(tx, caller.projectId, id);
    await tx.loadTest.delete({ where: { id } });
    await record(tx, caller, "load-test.delete", { id, name, script: readScript(script) });
  });
}

/** A test of the project. Throws NOT_FOUND. */
export async function findLoadTest(
  db: Pick<Platform["db"], "loadTest">,
  projectId: string,
  id: string,
): Promise<LoadTestRow> {
  const row = await db.loadTest.findFirst({ where: { id, projectId } });
  if (!row) throw new AppError("NOT_FOUND", `There is no load test ${id} in this project.`);
  return row;
}

/** A script as it is stored. Throws BAD_REQUEST for one of a version that is no longer understood. */
export function readScript(stored: unknown): LoadScript {
  const script = loadScriptSchema.safeParse(stored);
  if (script.success) return script.data;
  throw new AppError("BAD_REQUEST", `The stored script is no longer understood; save it anew: ${script.error.message}`);
}

async function assertNameFree(
  tx: Prisma.TransactionClient,
  projectId: string,
  name: string,
  id?: string,
): Promise<void> {
  // Two who save the same name at once come one after the other.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`load_tests:${projectId}`}))`;
  const taken = await tx.loadTest.findFirst({ where: { projectId, name, ...(id ? { id: { not: id } } : {}) } });
  if (taken) throw new AppError("CONFLICT", `There is a load test named ${name} already.`);
}

function record(
  tx: Prisma.TransactionClient,
  caller: Caller,
  action: string,
  test: { id: string; name: string; script: LoadScript },
): Promise<void> {
  const detail = { name: test.name, origins: writtenOrigins(test.script) };
  return recordAudit(tx, { ...caller, action, subject: `load-test:${test.id}`, detail });
}

/** PostgreSQL's JSON takes it as it is: a script is made of JSON values alone. */
export function stored(script: LoadScript): Prisma.InputJsonObject {
  return script as unknown as Prisma.InputJsonObject;
}
