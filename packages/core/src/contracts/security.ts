/** How bad a finding is: what decides due dates, grades and exit codes. Worst first. */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * What a scan may do. `passive`: looks at answers to ordinary requests; `standard`: also asks for paths and versions that
 * visitors do not; `active`: also sends input meant to be refused, only where ownership is proven. Each has the former's
 * checks, too.
 */
export const SCAN_PROFILES = ["passive", "standard", "active"] as const;
export type ScanProfile = (typeof SCAN_PROFILES)[number];

export const CHECK_GROUPS = [
  "transport",
  "headers",
  "cookies",
  "cors",
  "leaks",
  "exposed",
  "active",
  "api",
  "supply-chain",
  "deep",
] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** `not-assessed`: the check could not be made, so nothing may be concluded from it and no finding is closed by it. */
export const CHECK_OUTCOMES = ["pass", "fail", "not-applicable", "not-assessed"] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

/** What a check is about, for people. Ids are `group.name`, stable for ever: fingerprints are made of them. */
export interface CheckInfo {
  id: string;
  group: CheckGroup;
  title: string;
  /** What can happen, in two or three plain sentences. */
  why: string;
  /** What to do, and how on common servers. */
  fix: { text: string; snippets: readonly { server: string; language: string; code: string }[] };
  /** Of its findings, unless one says otherwise. */
  severity: Severity;
  profile: ScanProfile;
  cwe: readonly number[];
  /** Sections of OWASP ASVS 5, such as `3.4.1`. */
  asvs: readonly string[];
  /** Rules of other tools that look for the same. */
  answersTo: { zap?: readonly string[]; observatory?: readonly string[]; testssl?: readonly string[] };
}

/** What was seen, as text, secrets masked: `label` says what it is ("Response header"). */
export interface Evidence {
  label: string;
  text: string;
  /** For code fences and highlighting: `http`, `html`, `json`, `text`. */
  language: "http" | "html" | "json" | "text";
}

/**
 * One fault at one place. Where it is makes its fingerprint together with the check's id and the target: method, normalised
 * path and parameter of a request; package URL and advisory of a component; path and rule of a file.
 */
export interface FoundFault {
  place:
    | { kind: "request"; method: string; path: string; parameter?: string }
    /** `purl` has no version, so that a finding stays the same when another vulnerable version comes in; `versions` is not part of it. */
    | { kind: "package"; purl: string; advisory: string; versions?: readonly string[] }
    | { kind: "file"; path: string; rule: string };
  /** One line: what is wrong here. */
  title: string;
  detail: string;
  /** Where it differs from the check's. */
  severity?: Severity;
  evidence: readonly Evidence[];
}

export type CheckResult =
  | { outcome: "pass" }
  | { outcome: "fail"; faults: readonly FoundFault[] }
  | { outcome: "not-applicable"; reason: string }
  /** Faults that were found before it could not go on are kept. */
  | { outcome: "not-assessed"; reason: string; faults?: readonly FoundFault[] };
