import type { FoundFault, Severity } from "@plimsoll/core";
import { z } from "zod";
import { parseJson } from "../probe/parse-json.ts";
import { tlsPlace } from "../transport/target-host.ts";

/** One line of the report that testssl.sh writes with `--jsonfile`. */
const entrySchema = z.object({
  id: z.string(),
  severity: z.string(),
  finding: z.string(),
  cve: z.string().optional(),
  cwe: z.string().optional(),
});

const SEVERITIES: Readonly<Record<string, Severity>> = {
  LOW: "low",
  MEDIUM: "medium",
  HIGH: "high",
  CRITICAL: "critical",
};

/** What the ids mean, for the weaknesses that have a name of their own. */
const NAMES: Readonly<Record<string, string>> = {
  heartbleed: "Heartbleed",
  CCS: "CCS injection",
  ticketbleed: "Ticketbleed",
  ROBOT: "ROBOT",
  secure_renego: "insecure renegotiation",
  secure_client_renego: "renegotiation by clients",
  CRIME_TLS: "CRIME",
  BREACH: "BREACH",
  POODLE_SSL: "POODLE",
  fallback_SCSV: "forced downgrades (no TLS_FALLBACK_SCSV)",
  DROWN: "DROWN",
  BEAST: "BEAST",
  LUCKY13: "LUCKY13",
  winshock: "Winshock",
};

/**
 * Faults of a report of testssl.sh 3; ids in `covered` are left to the checks that look for the same. Null for a text that is
 * no such report, or one in which the scan itself failed.
 */
export function readTestssl(json: string, covered: ReadonlySet<string>): FoundFault[] | null {
  const parsed = z.array(entrySchema).safeParse(parseJson(json));
  if (!parsed.success || parsed.data.length === 0) return null;
  if (parsed.data.some((entry) => entry.severity === "FATAL")) return null;
  const faults = new Map<string, FoundFault>();
  for (const entry of parsed.data) {
    const severity = SEVERITIES[entry.severity];
    const [id = ""] = entry.id.split(" ");
    if (severity === undefined || isCovered(id, covered) || faults.has(id)) continue;
    faults.set(id, faultOf(id, severity, entry));
  }
  return [...faults.values()];
}

/** Certificates, and what testssl.sh tries for its own sake before it begins. */
const NO_WEAKNESS = /^(?:cert|pre_|optimal_|engine_)/;

/** `BEAST_CBC_TLS1` belongs to `BEAST`, and suites and versions by any name to the checks for them. */
function isCovered(id: string, covered: ReadonlySet<string>): boolean {
  return (
    NO_WEAKNESS.test(id) ||
    [...covered].some((known) => id === known || id.startsWith(`${known}_`) || id.startsWith(`${known}-`))
  );
}

function faultOf(id: string, severity: Severity, entry: z.infer<typeof entrySchema>): FoundFault {
  const name = NAMES[id];
  const numbers = [entry.cve, entry.cwe].filter((text) => text !== undefined && text !== "").join(", ");
  return {
    place: tlsPlace(id),
    severity,
    title: name === undefined ? `testssl.sh reports ${id}` : `The server is open to ${name}`,
    detail: `${entry.finding.trim()}${numbers === "" ? "" : ` (${numbers})`}`,
    evidence: [{ label: "testssl.sh", text: `${entry.id}: ${entry.severity}\n${entry.finding}`, language: "text" }],
  };
}
