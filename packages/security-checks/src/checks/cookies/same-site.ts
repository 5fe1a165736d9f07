import { defineCheck } from "../../check.ts";
import { SESSION_COOKIE_SNIPPETS } from "../snippets.ts";
import { judgeCookies } from "./judge-cookies.ts";
import { isAntiForgeryName, isSessionName } from "./session-names.ts";

export const sameSite = defineCheck({
  id: "cookies.same-site",
  group: "cookies",
  title: "Session cookies stay away from requests of other sites",
  why: "Without SameSite, not all browsers hold a cookie back when another site sends a form or a request to this one: the request then acts with the visitor's rights.",
  fix: {
    text: "Set SameSite=Lax, or Strict; None only with Secure and only where other sites must send it.",
    snippets: SESSION_COOKIE_SNIPPETS,
  },
  severity: "low",
  profile: "passive",
  cwe: [1275, 352],
  asvs: ["3.3.2"],
  answersTo: { zap: ["10054"], observatory: ["cookies"] },
  run(target) {
    return Promise.resolve(
      judgeCookies(target, ({ name, sameSite: value, isSecure }) => {
        if (value === null) {
          if (!isSessionName(name) && !isAntiForgeryName(name)) return null;
          return { title: `Cookie ${name} has no SameSite`, detail: "Browsers differ in what they do by default." };
        }
        const known = value.toLowerCase();
        if (known === "none" && !isSecure) {
          const detail = "Browsers refuse a cookie with SameSite=None that is not Secure.";
          return { title: `Cookie ${name} is SameSite=None without Secure`, detail };
        }
        if (["lax", "strict", "none"].includes(known)) return null;
        const title = `Cookie ${name} has an unknown SameSite`;
        return {
          title,
          detail: `"${value.slice(0, 40)}" is none of Strict, Lax and None: browsers use their default.`,
        };
      }),
    );
  },
});
