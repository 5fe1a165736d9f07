import type { FoundFault, ScanChange, Severity } from "@plimsoll/core";
import { type CheckRecord, findCheck, fingerprintOf, normalPath } from "@plimsoll/security-checks";
import { severityRank } from "./severities.ts";

/** A finding of the target as it is before the scan is taken in. */
export interface KnownFinding {
  id: string;
  fingerprint: string;
  checkId: string;
  place: FoundFault["place"];
  state: string;
  /** Place in the list of severities. */
  severity: number;
  suppressedAs: string | null;
  suppressedUntil: Date | null;
}

/** A fault that the scan saw; those at one place are one. */
export interface SeenFault {
  fingerprint: string;
  checkId: string;
  severity: Severity;
  fault: FoundFault;
}

/** What a scan says about a target's findings. Those that were fixed before and are not there still are in none of the lists. */
export interface ChangePlan {
  created: SeenFault[];
  seen: { finding: KnownFinding; seen: SeenFault; change: Exclude<ScanChange, "new" | "fixed" | "not-assessed"> }[];
  fixed: KnownFinding[];
  /** What nothing can be said about: their check was not made, or did not look there. */
  notAssessed: KnownFinding[];
}

export interface ScanEvidence {
  /** What fingerprints are made of: an origin, or the name of a code base. */
  target: string;
  records: readonly CheckRecord[];
  /** Paths that were asked for and answered; null where the scan does not ask for paths. */
  requested: readonly string[] | null;
}

/**
 * Compares what a scan saw with what is known. A finding is fixed only when its check was really made, looked at its place and
 * did not name it again: a check that failed, was not reached or is not of the profile says nothing.
 */
export function planChanges(known: readonly KnownFinding[], scan: ScanEvidence, now: Date): ChangePlan {
  const seen = seenFaults(scan);
  const plan: ChangePlan = { created: [], seen: [], fixed: [], notAssessed: [] };
  const looksAt = assessor(scan);
  for (const finding of known) {
    const again = seen.get(finding.fingerprint);
    seen.delete(finding.fingerprint);
    if (again) plan.seen.push({ finding, seen: again, change: changeOf(finding, now) });
    else if (finding.state === "fixed") continue;
    else if (looksAt(finding)) plan.fixed.push(finding);
    else plan.notAssessed.push(finding);
  }
  plan.created.push(...seen.values());
  return plan;
}

function changeOf(finding: KnownFinding, now: Date): "reopened" | "unchanged" | "suppressed" {
  if (finding.state === "open") return "unchanged";
  if (finding.state !== "fixed") return "suppressed";
  // Somebody said that it is no fault, or accepted it, until a day that is still to come: that it was gone for a while
  // does not make it news.
  const { suppressedAs, suppressedUntil } = finding;
  return suppressedAs && suppressedUntil && suppressedUntil > now ? "suppressed" : "reopened";
}

/** Faults by fingerprint. Several at one place are one finding, as bad as the worst, with the evidence of all. */
function seenFaults({ target, records }: ScanEvidence): Map<string, SeenFault> {
  const seen = new Map<string, SeenFault>();
  for (const { checkId, result } of records) {
    for (const fault of faultsOf(result)) {
      const severity = fault.severity ?? findCheck(checkId)?.severity ?? "medium";
      const fingerprint = fingerprintOf(target, checkId, fault.place);
      const other = seen.get(fingerprint);
      seen.set(fingerprint, other ? joined(other, { severity, fault }) : { fingerprint, checkId, severity, fault });
    }
  }
  return seen;
}

const MAX_EVIDENCE = 10;
function joined(first: SeenFault, { severity, fault }: Pick<SeenFault, "severity" | "fault">): SeenFault {
  const evidence = [...first.fault.evidence, ...fault.evidence].slice(0, MAX_EVIDENCE);
  const worst = severityRank(severity) < severityRank(first.severity) ? severity : first.severity;
  return { ...first, severity: worst, fault: { ...first.fault, evidence } };
}

function faultsOf(result: CheckRecord["result"]): readonly FoundFault[] {
  return result.outcome === "fail" || result.outcome === "not-assessed" ? (result.faults ?? []) : [];
}

/** True when one of the paths is the template with something in the places of its `{…}`, such as a name instead of an id. */
function isFilledIn(template: string, paths: ReadonlySet<string>): boolean {
  if (!/\{[^}/]*\}/.test(template)) return false;
  const wanted = normalPath(template).split("/");
  return [...paths].some((path) => {
    const parts = path.split("/");
    return parts.length === wanted.length && wanted.every((part, index) => part === "{}" || part === parts[index]);
  });
}

/** Says of a finding whether the scan looked for it where it was. */
function assessor({ records, requested }: ScanEvidence): (finding: KnownFinding) => boolean {
  const made = new Set(records.filter(({ result }) => result.outcome !== "not-assessed").map(({ checkId }) => checkId));
  const paths = requested && new Set(requested.map((path) => normalPath(path)));
  return ({ checkId, place }) => {
    if (!made.has(checkId)) return false;
    if (place.kind !== "request" || !paths) return true;
    // Faults of the whole site and of its handshakes are not of one path.
    return (
      place.path === "/*" ||
      place.method === "TLS" ||
      paths.has(normalPath(place.path)) ||
      isFilledIn(place.path, paths)
    );
  };
}
