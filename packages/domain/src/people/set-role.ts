import type { Role } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import { assertPersonExists, keepAnAdmin } from "./keep-an-admin.ts";

/** Gives an account another role, at once for its open sessions too. Throws NOT_FOUND, or CONFLICT for the last admin. */
export async function setRole(
  { db, caches }: Pick<Platform, "db" | "caches">,
  input: { id: string; role: Role },
): Promise<void> {
  await keepAnAdmin(db, async (tx) => {
    await assertPersonExists(tx, input.id);
    await tx.user.update({ where: { id: input.id }, data: { role: input.role } });
  });
  await caches.sessions.clear();
}
