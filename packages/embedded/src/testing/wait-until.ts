import { setTimeout as sleep } from "node:timers/promises";

/** Waits until `condition` answers something true, looking every 20 ms, and gives it back; throws after `deadlineMs`. */
export async function waitUntil<T>(condition: () => Promise<T> | T, deadlineMs = 30_000): Promise<NonNullable<T>> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > end) throw new Error(`The condition did not come true within ${deadlineMs} ms`);
    await sleep(20);
  }
}
