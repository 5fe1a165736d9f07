import { type CheckInfo, SCAN_PROFILES, type ScanProfile } from "@plimsoll/core";
import type { WebCheck } from "./check.ts";
import { ACTIVE_CHECKS } from "./checks/active-checks.ts";
import { API_CHECKS } from "./checks/api-checks.ts";
import { COOKIE_CHECKS } from "./checks/cookie-checks.ts";
import { CORS_CHECKS } from "./checks/cors-checks.ts";
import { DEEP_CHECKS } from "./checks/deep-checks.ts";
import { EXPOSED_CHECKS } from "./checks/exposed-checks.ts";
import { HEADER_CHECKS } from "./checks/header-checks.ts";
import { LEAK_CHECKS } from "./checks/leak-checks.ts";
import { TRANSPORT_CHECKS } from "./checks/transport-checks.ts";
import { frontEndLibrary } from "./supply-chain/checks/front-end-library.ts";
import { FILES_CHECKS } from "./supply-chain/files-checks.ts";

/** Every check of a web target, in the order of reports. */
export const WEB_CHECKS: readonly WebCheck[] = [
  ...TRANSPORT_CHECKS,
  ...HEADER_CHECKS,
  ...COOKIE_CHECKS,
  ...CORS_CHECKS,
  ...LEAK_CHECKS,
  ...EXPOSED_CHECKS,
  ...ACTIVE_CHECKS,
  ...API_CHECKS,
  frontEndLibrary,
  ...DEEP_CHECKS,
];

/** What all checks are about, those of files too: for the console, the documentation and exports. */
export const CHECKS: readonly CheckInfo[] = [...WEB_CHECKS, ...FILES_CHECKS];

/** The check of that id; null when there is none (any more). */
export function findCheck(id: string): CheckInfo | null {
  return CHECKS.find((check) => check.id === id) ?? null;
}

/** The checks that a scan of the profile makes: its own and those of the profiles before it; of `only` when given. */
export function webChecksOf(profile: ScanProfile, only?: readonly string[]): WebCheck[] {
  const level = SCAN_PROFILES.indexOf(profile);
  return WEB_CHECKS.filter(
    (check) => SCAN_PROFILES.indexOf(check.profile) <= level && (!only || only.includes(check.id)),
  );
}
