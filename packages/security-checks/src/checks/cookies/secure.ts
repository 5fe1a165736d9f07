import { defineCheck } from "../../check.ts";
import { headerOf } from "../../exchange.ts";
import { SESSION_COOKIE_SNIPPETS } from "../snippets.ts";
import { judgeCookies } from "./judge-cookies.ts";
import { isSessionName } from "./session-names.ts";

export const secure = defineCheck({
  id: "cookies.secure",
  group: "cookies",
  title: "Cookies travel over HTTPS only",
  why: "A cookie without Secure is sent over plain HTTP, too: whoever listens, or makes a browser ask for any http:// address of the host, reads it.",
  fix: { text: "Add Secure to every cookie of a site on HTTPS.", snippets: SESSION_COOKIE_SNIPPETS },
  severity: "medium",
  profile: "passive",
  cwe: [614],
  asvs: ["3.3.1"],
  answersTo: { zap: ["10011"], observatory: ["cookies"] },
  run(target) {
    if (!target.origin.startsWith("https:"))
      return Promise.resolve({ outcome: "not-applicable", reason: "The target is on plain HTTP." });
    return Promise.resolve(
      judgeCookies(target, (cookie, page) => {
        if (cookie.isSecure) return null;
        const isSession = isSessionName(cookie.name);
        const hasHsts = /max-age\s*=\s*"?[1-9]/i.test(headerOf(page, "strict-transport-security") ?? "");
        return {
          title: `Cookie ${cookie.name} is not Secure`,
          detail: hasHsts
            ? "Strict-Transport-Security keeps browsers that know it from plain HTTP; the first visit and other clients are not covered."
            : "It is sent over plain HTTP as well.",
          severity: isSession && !hasHsts ? "medium" : "low",
        };
      }),
    );
  },
});
