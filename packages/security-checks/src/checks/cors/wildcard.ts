import type { FoundFault } from "@plimsoll/core";
import { addressKind } from "@plimsoll/outbound";
import { defineCheck } from "../../check.ts";
import { resultOf } from "../faults.ts";
import { askWithOrigin, corsFault, corsPages } from "./ask-with-origin.ts";
import { CORS_FIX } from "./cors-fix.ts";

const STRANGER = "https://plimsoll-probe.example";

export const wildcard = defineCheck({
  id: "cors.wildcard",
  group: "cors",
  title: "What only insiders reach is not open to all websites",
  why: "Access-Control-Allow-Origin: * is right for public data. On a host of a private network it lets any website read what its visitor's machine can reach, and with credentials it does not work at all, which often leads to copying the origin instead.",
  fix: CORS_FIX,
  severity: "medium",
  profile: "standard",
  cwe: [942],
  asvs: ["3.4.2"],
  answersTo: { zap: ["10098"], observatory: ["cross-origin-resource-sharing"] },
  async run(target) {
    const isPrivate = isPrivateHost(new URL(target.origin).hostname);
    const faults: FoundFault[] = [];
    for (const page of corsPages(target)) {
      const answer = await askWithOrigin(target, page, STRANGER);
      if (answer.allowed?.trim() !== "*") continue;
      if (answer.isWithCredentials) {
        const detail = "Browsers refuse * together with credentials: the requests this was meant for fail.";
        faults.push({
          ...corsFault(answer, "Access-Control-Allow-Origin is * with credentials", detail),
          severity: "low",
        });
      } else if (isPrivate) {
        const detail =
          "The target is on a private network; any website may read its answers through a visitor's browser.";
        faults.push(corsFault(answer, "All websites may read answers of a private host", detail));
      }
    }
    return resultOf(faults);
  },
});

/** Private addresses, and names that mean one. */
function isPrivateHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return (
    addressKind(bare) === "private" || /^localhost$|\.(?:localhost|local|internal|intranet|lan|home\.arpa)$/.test(bare)
  );
}
