import type { FoundFault } from "@plimsoll/core";
import { defineCheck } from "../../check.ts";
import { resultOf } from "../faults.ts";
import { askWithOrigin, corsFault, corsPages } from "./ask-with-origin.ts";
import { CORS_FIX } from "./cors-fix.ts";

/** Nobody's: `.example` is reserved. */
const STRANGER = "https://plimsoll-probe.example";

export const reflectedOrigin = defineCheck({
  id: "cors.reflected-origin",
  group: "cors",
  title: "Strangers' pages cannot read answers with the visitor's cookies",
  why: "A server that copies the Origin header into Access-Control-Allow-Origin and allows credentials lets every website read what its visitors see here, as if it were them.",
  fix: CORS_FIX,
  severity: "high",
  profile: "standard",
  cwe: [942, 346],
  asvs: ["3.4.2"],
  answersTo: { zap: ["40040"], observatory: ["cross-origin-resource-sharing"] },
  async run(target) {
    const faults: FoundFault[] = [];
    for (const page of corsPages(target)) {
      const answer = await askWithOrigin(target, page, STRANGER);
      if (answer.allowed !== STRANGER || !answer.isWithCredentials) continue;
      faults.push(
        corsFault(
          answer,
          "Any origin may read answers with cookies",
          "The origin that was sent came back as allowed, with credentials.",
        ),
      );
    }
    return resultOf(faults);
  },
});
