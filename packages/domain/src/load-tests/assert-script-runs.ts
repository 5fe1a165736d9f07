import { AppError, type LoadScript } from "@plimsoll/core";
import { compileScript } from "@plimsoll/load-engine";

/**
 * Throws BAD_REQUEST, with what is wrong and where, for a script that could not run: a template, pattern, data set or
 * threshold that does not parse, or a capacity search that has nothing to hold a rate against.
 */
export function assertScriptRuns(script: LoadScript): void {
  compileScript(script, { seed: 1, stride: { index: 0, of: 1 } });
  if (script.load.mode === "capacity" && script.thresholds.length === 0) {
    throw new AppError("BAD_REQUEST", "`thresholds`: a capacity search needs at least one, such as `p95 < 250ms`.");
  }
}
