import type { CheckInfo, FoundFault } from "@plimsoll/core";
import type { ExportedFinding, ExportInput } from "./export-input.ts";

/** The checks' infos by id: those made, and those of findings that are older. */
export function infosById({ checks }: ExportInput): Map<string, CheckInfo> {
  return new Map(checks.map(({ info }) => [info.id, info]));
}

/** Findings that still ask for something to be done. */
export function openOf(findings: readonly ExportedFinding[]): ExportedFinding[] {
  return findings.filter(({ state }) => state === "open");
}

/** Where a finding is, in one line for people. */
export function placeLine(place: FoundFault["place"]): string {
  switch (place.kind) {
    case "request":
      return `${place.method} ${place.path}${place.parameter === undefined ? "" : ` (${place.parameter})`}`;
    case "package":
      return `${place.purl}${place.versions ? ` ${place.versions.join(", ")}` : ""}`;
    case "file":
      return place.path;
  }
}
