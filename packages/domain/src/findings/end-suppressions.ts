import type { Database, Prisma } from "@plimsoll/db";
import { newId } from "../ids.ts";

const SUPPRESSED = ["accepted", "false-positive"];
/** More than this many that end at one moment wait for the next call. */
const BATCH = 1_000;

/**
 * Opens findings whose suppression is over, and says so in their history. What reads findings calls it first, so that nothing
 * stays suppressed for want of a sweep. Returns how many; doing it twice, or in several processes at once, does no harm.
 */
export async function endSuppressions(
  db: Database | Prisma.TransactionClient,
  now: Date,
  projectId?: string,
): Promise<number> {
  const due = await db.finding.findMany({
    where: {
      state: { in: SUPPRESSED },
      suppressedUntil: { lte: now },
      ...(projectId === undefined ? {} : { projectId }),
    },
    select: { id: true, suppressedUntil: true },
    take: BATCH,
  });
  let ended = 0;
  for (const { id, suppressedUntil } of due) if (await endOne(db, id, suppressedUntil)) ended += 1;
  return ended;
}

/** One statement, so that of two who see it at once only one writes the event. */
async function endOne(db: Database | Prisma.TransactionClient, id: string, until: Date | null): Promise<boolean> {
  const eventId = newId("fev");
  const count = await db.$executeRaw`
    WITH opened AS (
      UPDATE findings SET state = 'open', "openedAt" = "suppressedUntil"
      WHERE id = ${id} AND state = ANY(${SUPPRESSED}) AND "suppressedUntil" = ${until}
      RETURNING id, "suppressedUntil", "suppressedAs"
    )
    INSERT INTO finding_events (id, "findingId", at, kind, text)
    SELECT ${eventId}, id, "suppressedUntil", 'expired', "suppressedAs" FROM opened`;
  return count > 0;
}
