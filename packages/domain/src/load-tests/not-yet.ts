import {
  AppError,
  type LoadComparison,
  type LoadDryRun,
  type LoadImport,
  type LoadLineView,
  type ServiceLoadLine,
  type LoadRunPage,
  type LoadRunView,
  type LoadScript,
  type LoadTestDetail,
  type LoadTestItem,
  type LoadTestsCreateInput,
  type LoadTestsStartInput,
  type LoadTestsUpdateInput,
  type LoadTimeSpent,
  type LoadCaps,
} from "@plimsoll/core";
import type { Caller } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";

function notYet(): never {
  throw new AppError("UNAVAILABLE", "This is being built.");
}
export async function dryRunScript(_platform: Platform, _caller: Caller, _script: LoadScript): Promise<LoadDryRun> {
  return notYet();
}
export async function importLoadScript(_input: {
  format: "har" | "curl" | "openapi";
  text: string;
}): Promise<LoadImport> {
  return notYet();
}
export async function getLoadRunView(_platform: Platform, _caller: Caller, _runId: string): Promise<LoadRunView> {
  return notYet();
}
export async function* watchLoadRun(
  _platform: Platform,
  _caller: Caller,
  _runId: string,
  _signal: AbortSignal,
): AsyncGenerator<LoadRunView> {
  yield notYet();
}
export async function compareLoadRuns(
  _platform: Platform,
  _caller: Caller,
  _input: { runId: string; baseRunId: string },
): Promise<LoadComparison> {
  return notYet();
}
export async function loadTimeSpent(_platform: Platform, _caller: Caller, _runId: string): Promise<LoadTimeSpent> {
  return notYet();
}
export async function loadLineOf(_platform: Platform, _caller: Caller, _service: string): Promise<LoadLineView> {
  return notYet();
}
export async function listLoadLines(_platform: Platform, _caller: Caller): Promise<ServiceLoadLine[]> {
  return notYet();
}
