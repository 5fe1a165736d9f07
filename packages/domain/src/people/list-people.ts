import type { Person } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { toRole } from "../auth/auth.ts";

/** Everybody with an account, oldest first; at most 500. */
export async function listPeople(db: Database): Promise<Person[]> {
  const rows = await db.user.findMany({
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: 500,
    include: { sessions: { select: { updatedAt: true, expiresAt: true }, orderBy: { updatedAt: "desc" } } },
  });
  const now = new Date();
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    name: row.name,
    role: toRole(row.role),
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.sessions[0]?.updatedAt.toISOString() ?? null,
    sessions: row.sessions.filter((session) => session.expiresAt > now).length,
  }));
}
