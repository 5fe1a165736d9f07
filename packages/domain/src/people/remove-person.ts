import type { Platform } from "../platform.ts";
import { assertPersonExists, keepAnAdmin } from "./keep-an-admin.ts";

/** Removes an account and ends its sessions; its API keys stay. Throws NOT_FOUND, or CONFLICT for the last admin. */
export async function removePerson({ db, caches }: Pick<Platform, "db" | "caches">, id: string): Promise<void> {
  await keepAnAdmin(db, async (tx) => {
    await assertPersonExists(tx, id);
    await tx.user.delete({ where: { id } });
  });
  await caches.sessions.clear();
}
