import type { Database } from "@plimsoll/db";
import { assertPersonExists, keepAnAdmin } from "./keep-an-admin.ts";

/** Removes an account and ends its sessions; its API keys stay. Throws NOT_FOUND, or CONFLICT for the last admin. */
export async function removePerson(db: Database, id: string): Promise<void> {
  await keepAnAdmin(db, async (tx) => {
    await assertPersonExists(tx, id);
    await tx.user.delete({ where: { id } });
  });
}
