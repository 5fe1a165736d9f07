import { AppError, type LoadComparison, type LoadImport } from "@plimsoll/core";
import type { Caller } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";

function notYet(): never {
  throw new AppError("UNAVAILABLE", "This is being built.");
}
export async function importLoadScript(_input: {
  format: "har" | "curl" | "openapi";
  text: string;
}): Promise<LoadImport> {
  return notYet();
}
export async function compareLoadRuns(
  _platform: Platform,
  _caller: Caller,
  _input: { runId: string; baseRunId: string },
): Promise<LoadComparison> {
  return notYet();
}
