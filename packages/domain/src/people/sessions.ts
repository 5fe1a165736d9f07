import { AppError, type Principal, type SessionItem } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import type { Platform } from "../platform.ts";

/** A person's open sessions, the last used first. */
export async function listSessions(db: Database, who: { userId: string; sessionId: string }): Promise<SessionItem[]> {
  const rows = await db.session.findMany({
    where: { userId: who.userId, expiresAt: { gt: new Date() } },
    orderBy: { updatedAt: "desc" },
    take: 200,
  });
  return rows.map((row) => ({
    id: row.id,
    current: row.id === who.sessionId,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastSeenAt: row.updatedAt.toISOString(),
    ipAddress: row.ipAddress || null,
    userAgent: row.userAgent || null,
  }));
}

/** Ends one session of that person. Throws NOT_FOUND for a session of somebody else. */
export async function revokeSession(
  { db, caches }: Pick<Platform, "db" | "caches">,
  input: { userId: string; id: string },
): Promise<void> {
  const { count } = await db.session.deleteMany({ where: { id: input.id, userId: input.userId } });
  await caches.sessions.clear();
  if (count === 0) throw new AppError("NOT_FOUND", "There is no such session; it may have ended already.");
}

/** Ends every session of a person but the one they use now; returns how many. */
export async function revokeOtherSessions(
  { db, caches }: Pick<Platform, "db" | "caches">,
  who: { userId: string; sessionId: string },
): Promise<number> {
  const { count } = await db.session.deleteMany({ where: { userId: who.userId, id: { not: who.sessionId } } });
  await caches.sessions.clear();
  return count;
}

/** The signed-in person, and the project they look at. */
export async function describeSession(db: Database, who: Extract<Principal, { kind: "user" }>) {
  const { userId, email, name, role, projectId } = who;
  const project = await db.project.findUnique({ where: { id: projectId }, select: { name: true } });
  return { user: { id: userId, email, name }, role, projectId, projectName: project?.name ?? projectId };
}
