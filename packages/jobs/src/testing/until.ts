import { setTimeout as pause } from "node:timers/promises";

/** Waits until the condition answers something true, looking every 10 ms, and gives it back; throws after `deadlineMs`. */
export async function until<T>(condition: () => Promise<T> | T, deadlineMs = 30_000): Promise<NonNullable<T>> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited in vain for: ${condition.toString()}`);
    await pause(10);
  }
}
