import type { CheckGroup, CheckInfo, CheckOutcome, ScanProfile } from "@plimsoll/core";
import type { StatusTone } from "../../../components/status-badge.tsx";

const GROUPS: Record<CheckGroup, string> = {
  transport: "Transport",
  headers: "Headers",
  cookies: "Cookies",
  cors: "CORS",
  leaks: "Leaks",
  exposed: "Exposed",
  active: "Active",
  api: "API",
  "supply-chain": "Supply chain",
  deep: "Deep scanners",
};

/** What a group of checks is called. */
export function groupWord(group: CheckGroup): string {
  return GROUPS[group];
}

const OUTCOMES: Record<CheckOutcome, { word: string; tone: StatusTone }> = {
  pass: { word: "passed", tone: "ok" },
  fail: { word: "failed", tone: "error" },
  "not-applicable": { word: "not applicable", tone: "unknown" },
  "not-assessed": { word: "not assessed", tone: "warn" },
};

/** The word and tone that a check's outcome is shown with. */
export function outcomeWords(outcome: CheckOutcome): { word: string; tone: StatusTone } {
  return OUTCOMES[outcome];
}

/** What a scan of that profile does to its target, in words. */
export const PROFILE_WORDS: Record<ScanProfile, string> = {
  passive: "Looks at the answers to ordinary requests.",
  standard: "Also asks for paths and protocol versions that visitors do not.",
  active:
    "Also sends input that is meant to be refused, paced and never destructive. Ownership is checked again first.",
};

export interface Reference {
  label: string;
  /** Null where nobody publishes a page about it. */
  href: string | null;
}

/** The entries of catalogues that a check belongs to: CWE, ASVS, and the rules of other tools. */
export function referencesOf({ cwe, asvs, answersTo }: Pick<CheckInfo, "cwe" | "asvs" | "answersTo">): Reference[] {
  return [
    ...cwe.map((id) => ({ label: `CWE-${id}`, href: `https://cwe.mitre.org/data/definitions/${id}.html` })),
    ...asvs.map((section) => ({ label: `ASVS ${section}`, href: null })),
    ...(answersTo.zap ?? []).map((id) => ({
      label: `ZAP ${id}`,
      href: /^[\d-]+$/.test(id) ? `https://www.zaproxy.org/docs/alerts/${id}/` : null,
    })),
    ...(answersTo.observatory ?? []).map((id) => ({ label: `Observatory ${id}`, href: null })),
    ...(answersTo.testssl ?? []).map((id) => ({ label: `testssl ${id}`, href: null })),
  ];
}
