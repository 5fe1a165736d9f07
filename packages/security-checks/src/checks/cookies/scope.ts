import { defineCheck } from "../../check.ts";
import { SESSION_COOKIE_SNIPPETS } from "../snippets.ts";
import { judgeCookies } from "./judge-cookies.ts";
import { isSessionName } from "./session-names.ts";

export const scope = defineCheck({
  id: "cookies.scope",
  group: "cookies",
  title: "Session cookies are for their own host",
  why: "A cookie with a Domain goes to every host below it, also to one that somebody else runs or has taken over.",
  fix: {
    text: "Leave Domain out, so that the cookie belongs to the host that set it.",
    snippets: SESSION_COOKIE_SNIPPETS,
  },
  severity: "low",
  profile: "passive",
  cwe: [565, 284],
  asvs: ["3.3.3"],
  answersTo: { zap: ["90033"] },
  run(target) {
    const host = new URL(target.origin).hostname;
    return Promise.resolve(
      judgeCookies(target, ({ name, domain }) => {
        if (domain === null || !isSessionName(name) || !(domain === host || host.endsWith(`.${domain}`))) return null;
        const title = `Session cookie ${name} is for all of ${domain}`;
        return { title, detail: `It is sent to every host below ${domain}, and each of them can set it.` };
      }),
    );
  },
});
