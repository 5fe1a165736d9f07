import type { CheckResult } from "@plimsoll/core";
import type { WebTarget } from "../check.ts";
import { type ApiDocument, readOpenApi } from "./openapi.ts";

/** The target's OpenAPI document, or the outcome of a check that cannot be made without it. */
export function apiOf(target: WebTarget): ApiDocument | CheckResult {
  if (target.openApi === null) return { outcome: "not-applicable", reason: "The scan was given no OpenAPI document." };
  const document = readOpenApi(target.openApi);
  return typeof document === "string" ? { outcome: "not-assessed", reason: document } : document;
}
