import type { FoundFault } from "@plimsoll/core";
import { defineCheck, type WebTarget } from "../../check.ts";
import { resultOf } from "../faults.ts";
import { askWithOrigin, corsFault, corsPages } from "./ask-with-origin.ts";
import { CORS_FIX } from "./cors-fix.ts";

const STRANGER = "https://plimsoll-probe.example";

export const lookalikeOrigin = defineCheck({
  id: "cors.lookalike-origin",
  group: "cors",
  title: "Origins are compared whole",
  why: "A server that looks only at how an origin begins or ends, or what it contains, trusts names that anybody can register: example.com.evil.net, evilexample.com.",
  fix: CORS_FIX,
  severity: "high",
  profile: "standard",
  cwe: [942, 346, 625],
  asvs: ["3.4.2"],
  answersTo: { zap: ["40040"] },
  async run(target) {
    const faults: FoundFault[] = [];
    for (const page of corsPages(target).slice(0, 2)) {
      const stranger = await askWithOrigin(target, page, STRANGER);
      if (stranger.allowed === STRANGER) continue;
      for (const { origin, how } of lookalikes(target)) {
        const answer = await askWithOrigin(target, page, origin);
        if (answer.allowed !== origin || !answer.isWithCredentials) continue;
        faults.push(
          corsFault(answer, "A lookalike origin may read answers with cookies", `${origin} is allowed: ${how}.`),
        );
        break;
      }
    }
    return resultOf(faults);
  },
});

/** Origins of strangers that resemble the target's. */
function lookalikes(target: WebTarget): { origin: string; how: string }[] {
  const { protocol, hostname, host } = new URL(target.origin);
  const bare = hostname.replace(/^\[|\]$/g, "");
  const names = [
    { origin: `${protocol}//${hostname}.plimsoll-probe.example`, how: "it begins like the target's" },
    { origin: `${protocol}//${host.replace(":", ".")}.plimsoll-probe.example`, how: "it begins like the target's" },
    { origin: `https://plimsoll-probe${bare.replaceAll(":", "-")}`, how: "it ends like the target's" },
    { origin: `${protocol}//plimsoll-probe${host}`, how: "it ends like the target's" },
  ];
  // Over plain HTTP anybody on the way speaks for the host.
  const plain = protocol === "https:" ? [{ origin: `http://${host}`, how: "it is the host over plain HTTP" }] : [];
  return [...names, ...plain].filter(({ origin }) => URL.canParse(origin));
}
