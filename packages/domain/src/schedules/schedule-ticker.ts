import { toError } from "@plimsoll/core";
import { type FiredSchedules, fireDueSchedules } from "./fire-due-schedules.ts";
import type { SchedulePlatform } from "./schedule-platform.ts";

export interface ScheduleTicker {
  /** Waits for the tick that runs. */
  stop(): Promise<void>;
}
export interface ScheduleTickerOptions {
  onFired(outcome: FiredSchedules): void;
  /** A store does not answer; what is due stays due and is tried again. */
  onError(error: Error): void;
}

/** A schedule made elsewhere is seen this late at most. */
const LONGEST_SLEEP_MS = 1_000;

/** Fires schedules when they are due, until stopped. Every worker runs one. */
export function startScheduleTicker(platform: SchedulePlatform, options: ScheduleTickerOptions): ScheduleTicker {
  let stopped = false;
  let wake = () => undefined as void;
  const sleep = (delayMs: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const tick = async (): Promise<number> => {
    try {
      const outcome = await fireDueSchedules(platform);
      if (outcome.fired > 0 || outcome.refused.length > 0) options.onFired(outcome);
      const untilNext = outcome.nextDueAt ? outcome.nextDueAt.getTime() - Date.now() : LONGEST_SLEEP_MS;
      return Math.max(0, Math.min(LONGEST_SLEEP_MS, untilNext));
    } catch (error) {
      options.onError(toError(error));
      return LONGEST_SLEEP_MS;
    }
  };
  const run = async () => {
    while (!stopped) await sleep(await tick());
  };
  const running = run();
  return {
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
