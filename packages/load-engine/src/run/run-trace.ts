import { createHash } from "node:crypto";

/**
 * First half (16 hex digits) of every trace id that a run sends, so that its traces are found by a range of ids. Those of
 * the baseline phase have a prefix of their own.
 */
export function runTracePrefix(runId: string, phase: "run" | "baseline" = "run"): string {
  return createHash("sha256").update(`plimsoll-${phase}:${runId}`).digest("hex").slice(0, 16);
}
