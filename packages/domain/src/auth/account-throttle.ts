import type { Database } from "@plimsoll/db";
import { APIError } from "better-auth/api";

const FREE_FAILURES = 5;
const LONGEST_WAIT_MS = 15 * 60_000;
const FORGET_AFTER_MS = 60 * 60_000;

const keyOf = (email: string) => `account:${email.trim().toLowerCase().slice(0, 254)}`;

/** How long an account must wait after its last failure: nothing for five, then 2, 4, 8 … seconds, 15 minutes at most. */
export function waitAfterFailuresMs(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(LONGEST_WAIT_MS, 2 ** (failures - FREE_FAILURES + 1) * 1000);
}

/** Throws 429 while an account waits. Counts by account, whatever the address: a guess from many addresses is slow too. */
export async function assertAccountNotThrottled(db: Database, email: string): Promise<void> {
  const row = await db.rateLimit.findUnique({ where: { key: keyOf(email) } });
  if (!row) return;
  const since = Date.now() - Number(row.lastRequest);
  const waitMs = since > FORGET_AFTER_MS ? 0 : waitAfterFailuresMs(row.count) - since;
  if (waitMs <= 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  const message = `Too many failed sign-ins for this account. Try again in ${seconds} s.`;
  throw new APIError("TOO_MANY_REQUESTS", { code: "TOO_MANY_REQUESTS", message }, { "retry-after": String(seconds) });
}

/** One more failure; the count begins anew an hour after the last. Atomic, so that parallel guesses all count. */
export async function countAccountFailure(db: Database, email: string): Promise<void> {
  const key = keyOf(email);
  const now = Date.now();
  await db.$executeRaw`
    INSERT INTO rate_limits (id, key, count, "lastRequest") VALUES (${key}, ${key}, 1, ${now})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN ${now} - rate_limits."lastRequest" > ${FORGET_AFTER_MS} THEN 1 ELSE rate_limits.count + 1 END,
      "lastRequest" = ${now}`;
}

/** A sign-in that worked forgives the failures before it. */
export async function clearAccountFailures(db: Database, email: string): Promise<void> {
  await db.rateLimit.deleteMany({ where: { key: keyOf(email) } });
}
