import type { LoadRunState } from "@plimsoll/core";

/** What the command ends with, for scripts and CI: 0, 99 for thresholds, 1 when it could not run, 130 when stopped. */
export function exitCodeOf(state: LoadRunState): number {
  switch (state) {
    case "passed":
      return 0;
    case "failed":
    case "aborted":
      return 99;
    case "cancelled":
      return 130;
    default:
      return 1;
  }
}
