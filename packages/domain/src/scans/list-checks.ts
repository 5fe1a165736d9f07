import type { CheckInfo } from "@plimsoll/core";
import { CHECKS } from "@plimsoll/security-checks";

/** What is told of every check, without the functions that make them; in the registry's order. */
export function listScanChecks(): { items: CheckInfo[] } {
  return {
    items: CHECKS.map(({ id, group, title, why, fix, severity, profile, cwe, asvs, answersTo }) => {
      return { id, group, title, why, fix, severity, profile, cwe, asvs, answersTo };
    }),
  };
}
