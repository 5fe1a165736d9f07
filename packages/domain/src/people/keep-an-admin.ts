import { AppError } from "@plimsoll/core";
import type { Database, Prisma } from "@plimsoll/db";

/**
 * Changes accounts in a transaction that fails when it would leave no admin. Admin rows are locked first, so that two
 * admins who remove each other at once do not both succeed.
 */
export async function keepAnAdmin<T>(db: Database, change: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM users WHERE role = 'admin' ORDER BY id FOR UPDATE`;
    const result = await change(tx);
    if ((await tx.user.count({ where: { role: "admin" } })) === 0) {
      throw new AppError("CONFLICT", "This is the last admin. Make somebody else an admin first.");
    }
    return result;
  });
}

/** Throws NOT_FOUND unless the account exists. */
export async function assertPersonExists(tx: Prisma.TransactionClient, id: string): Promise<void> {
  if ((await tx.user.count({ where: { id } })) === 0) throw new AppError("NOT_FOUND", `There is no account ${id}.`);
}
