import { setMaxListeners } from "node:events";
import { ScanLimitError } from "../scan-limit-error.ts";

export interface ScanClock {
  /** Ends when the scan is cancelled or out of time; its reason is a ScanLimitError. */
  signal: AbortSignal;
  /** Why it ended; null while it has not. */
  ended(): "cancelled" | "time" | null;
  /** Lets go of timer and listener. */
  stop(): void;
}

/** The end of a scan: the caller's signal or the time it may take, whichever is first. */
export function startScanClock(maxDurationMs: number, cancelled: AbortSignal): ScanClock {
  const ending = new AbortController();
  // Each request and each check listens to it.
  setMaxListeners(0, ending.signal);
  let ended: "cancelled" | "time" | null = null;
  const end = (why: "cancelled" | "time", message: string) => {
    ended ??= why;
    ending.abort(new ScanLimitError(why, message));
  };
  const onCancel = () => end("cancelled", "the scan was cancelled");
  const timer = setTimeout(() => end("time", `the scan's ${maxDurationMs / 1000} seconds were over`), maxDurationMs);
  if (cancelled.aborted) onCancel();
  else cancelled.addEventListener("abort", onCancel, { once: true });
  return {
    signal: ending.signal,
    ended: () => ended,
    stop() {
      clearTimeout(timer);
      cancelled.removeEventListener("abort", onCancel);
    },
  };
}
