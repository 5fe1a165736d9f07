import type { FoundFault } from "@plimsoll/core";
import { defineCheck } from "../../check.ts";
import { resultOf } from "../faults.ts";
import { askWithOrigin, corsFault, corsPages } from "./ask-with-origin.ts";
import { CORS_FIX } from "./cors-fix.ts";

const STRANGER = "https://plimsoll-probe.example";

export const nullOrigin = defineCheck({
  id: "cors.null-origin",
  group: "cors",
  title: "The origin null is nobody's friend",
  why: "Every site can make requests with the origin null, from a sandboxed frame. Who trusts null with credentials trusts everybody.",
  fix: CORS_FIX,
  severity: "high",
  profile: "standard",
  cwe: [942, 346],
  asvs: ["3.4.2"],
  answersTo: { zap: ["40040"] },
  async run(target) {
    const faults: FoundFault[] = [];
    for (const page of corsPages(target)) {
      const answer = await askWithOrigin(target, page, "null");
      if (answer.allowed !== "null" || !answer.isWithCredentials) continue;
      // Who copies any origin is told so by another check.
      const other = await askWithOrigin(target, page, STRANGER);
      if (other.allowed === STRANGER) continue;
      faults.push(
        corsFault(answer, "The origin null may read answers with cookies", "null is allowed, with credentials."),
      );
    }
    return resultOf(faults);
  },
});
