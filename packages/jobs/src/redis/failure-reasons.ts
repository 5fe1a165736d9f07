import type { RedisClient } from "./connect.ts";

/** Of a queue, beside BullMQ's keys; no job's id has a colon. */
const KEY = "plimsoll:reasons";
const MOST_REASONS = 200;
const LONGEST_REASON = 500;
/** Stands for reasons that are not in the set: too many, too long, or of before there was one. */
const OTHERS = "";

/**
 * Notes a reason for which a job fails for good. KEYS: 1 the set of reasons, 2 the failed jobs. ARGV: 1 the reason or
 * empty for others, 2 how many are kept, 3 `before` or `after` the job is among the failed. The set begins anew with the
 * first of them; one that is noted meanwhile and lost to that is noted again after.
 */
const NOTE_REASON = `
local set, reason, call = KEYS[1], ARGV[1], redis.call
if ARGV[3] == 'before' then
  local isFirst = call('ZCARD', KEYS[2]) == 0
  if isFirst and (call('SISMEMBER', set, '') == 1 or call('SCARD', set) * 2 > tonumber(ARGV[2])) then call('DEL', set) end
  if not isFirst and call('EXISTS', set) == 0 then call('SADD', set, '') end
end
if call('SISMEMBER', set, '') == 1 then return end
call('SADD', set, reason)
if reason == '' or call('SCARD', set) > tonumber(ARGV[2]) then
  call('DEL', set)
  call('SADD', set, '')
end
`;

type Scripted = RedisClient & { plimsollNoteReason(...args: (string | number)[]): Promise<unknown> };

/** Keeps the reasons for which a queue's jobs failed: there are few, and a search need not read the same ones of each job. */
export class FailureReasons {
  readonly #client: Scripted;
  readonly #keys: [reasons: string, failed: string];

  /** `prefix` is that of the queue's keys. */
  constructor(client: RedisClient, prefix: string) {
    client.defineCommand("plimsollNoteReason", { numberOfKeys: 2, lua: NOTE_REASON });
    this.#client = client as Scripted;
    this.#keys = [`${prefix}${KEY}`, `${prefix}failed`];
  }

  /** Both before and after a job is put among the failed. */
  async note(reason: string, when: "before" | "after"): Promise<void> {
    const kept = reason.length > LONGEST_REASON ? OTHERS : reason;
    await this.#client.plimsollNoteReason(...this.#keys, kept, MOST_REASONS, when);
  }
}

/** Whether the error of any failed job may have one of the forms. */
export async function mayHaveReason(client: RedisClient, prefix: string, forms: readonly string[]): Promise<boolean> {
  const reasons = await client.smembers(`${prefix}${KEY}`);
  if (reasons.length === 0 || reasons.includes(OTHERS)) return true;
  return reasons.some((reason) => forms.some((form) => reason.toLowerCase().includes(form)));
}
