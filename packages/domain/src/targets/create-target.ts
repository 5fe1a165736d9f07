import { randomBytes } from "node:crypto";
import { AppError, type TargetItem } from "@plimsoll/core";
import type { Database, Prisma } from "@plimsoll/db";
import { addressKind, literalAddress } from "@plimsoll/outbound";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import { type TargetRow, toTargetItem } from "./target-item.ts";
import { parseTargetOrigin } from "./target-origin.ts";

/**
 * Adds a host that requests may be sent to once its ownership is proven or an admin approved it. Throws BAD_REQUEST for
 * an origin that can never be called and CONFLICT for one that the project has.
 */
export async function createTarget(
  db: Database,
  caller: Caller,
  input: { name: string; origin: string },
): Promise<TargetItem> {
  const origin = parseTargetOrigin(input.origin);
  const target = await db.$transaction(async (tx) => {
    const { target: row, isNew } = await ensureTarget(tx, caller, { name: input.name, origin });
    if (!isNew) throw new AppError("CONFLICT", `${origin} is a target of this project already: ${row.name}.`);
    return row;
  });
  return toTargetItem(target);
}

/** The project's target of an origin, added as pending when there is none; safe to call twice at once. */
export async function ensureTarget(
  tx: Prisma.TransactionClient,
  caller: Caller,
  input: { name: string; origin: string },
): Promise<{ target: TargetRow; isNew: boolean }> {
  const { projectId } = caller;
  const id = newId("tgt");
  const token = randomBytes(24).toString("base64url");
  const data = { id, projectId, token, isPrivate: isPrivateLiteral(input.origin), ...input };
  const made = await tx.target.createMany({ data: [data], skipDuplicates: true });
  const target = await tx.target.findUniqueOrThrow({
    where: { projectId_origin: { projectId, origin: input.origin } },
  });
  const isNew = made.count > 0;
  if (isNew) {
    const detail = { name: input.name, origin: input.origin };
    await recordAudit(tx, { ...caller, action: "target.create", subject: `target:${id}`, detail });
  }
  return { target, isNew };
}

/** Whether an address written as such is private; null for a name, which only a check resolves. */
function isPrivateLiteral(origin: string): boolean | null {
  const literal = literalAddress(new URL(origin).hostname);
  return literal ? addressKind(literal) === "private" : null;
}
