import type { Database } from "@plimsoll/db";

/** How long a holder that vanished keeps its key. */
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;

export interface ConcurrencyLease {
  /** Lets the next job with the key run. Never throws: a lease that cannot be given back ends by itself. */
  release(): Promise<void>;
}

/**
 * Takes a project's concurrency key for a job, and keeps it until it is released. Null while another job has it.
 * `holder` names the job: the same job gets its key again after its worker vanished. Throws when the database is down.
 */
export async function takeConcurrencyLease(
  db: Database,
  lease: { projectId: string; key: string; holder: string },
): Promise<ConcurrencyLease | null> {
  const { projectId, key, holder } = lease;
  const taken = await db.$executeRaw`
    INSERT INTO concurrency_leases ("projectId", key, holder, "expiresAt")
    VALUES (${projectId}, ${key}, ${holder}, now() + ${LEASE_MS} * interval '1 millisecond')
    ON CONFLICT ("projectId", key) DO UPDATE SET holder = EXCLUDED.holder, "expiresAt" = EXCLUDED."expiresAt"
    WHERE concurrency_leases."expiresAt" < now() OR concurrency_leases.holder = EXCLUDED.holder`;
  if (taken === 0) return null;
  const timer = setInterval(() => {
    // One that fails is made up by the next, well before the lease ends.
    db.$executeRaw`
      UPDATE concurrency_leases SET "expiresAt" = now() + ${LEASE_MS} * interval '1 millisecond'
      WHERE "projectId" = ${projectId} AND key = ${key} AND holder = ${holder}`.catch(() => undefined);
  }, RENEW_MS);
  timer.unref();
  return {
    async release() {
      clearInterval(timer);
      await db.concurrencyLease.deleteMany({ where: { projectId, key, holder } }).catch(() => undefined);
    },
  };
}

/** Removes leases whose holders vanished and that nobody asked for since. */
export function forgetConcurrencyLeases(db: Database, now: Date): Promise<{ count: number }> {
  return db.concurrencyLease.deleteMany({ where: { expiresAt: { lt: now } } });
}
