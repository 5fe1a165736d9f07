import type { CheckInfo } from "@plimsoll/core";
import type { ExportedFinding, ExportInput } from "./export-input.ts";

/** The checks' infos by id: those made, and those of findings that are older. */
export function infosById({ checks }: ExportInput): Map<string, CheckInfo> {
  return new Map(checks.map(({ info }) => [info.id, info]));
}

/** Findings that still ask for something to be done. */
export function openOf(findings: readonly ExportedFinding[]): ExportedFinding[] {
  return findings.filter(({ state }) => state === "open");
}
