import { defineCheck } from "../../check.ts";
import { SESSION_COOKIE_SNIPPETS } from "../snippets.ts";
import { judgeCookies } from "./judge-cookies.ts";
import { isSessionName } from "./session-names.ts";

export const httpOnly = defineCheck({
  id: "cookies.http-only",
  group: "cookies",
  title: "Scripts cannot read session cookies",
  why: "A script that an attacker gets into a page reads cookies without HttpOnly and sends them away: the session is then the attacker's.",
  fix: { text: "Add HttpOnly to cookies that scripts need not read.", snippets: SESSION_COOKIE_SNIPPETS },
  severity: "medium",
  profile: "passive",
  cwe: [1004],
  asvs: ["3.3.4"],
  answersTo: { zap: ["10010"], observatory: ["cookies"] },
  run(target) {
    return Promise.resolve(
      judgeCookies(target, (cookie) =>
        cookie.isHttpOnly || !isSessionName(cookie.name)
          ? null
          : {
              title: `Session cookie ${cookie.name} is not HttpOnly`,
              detail: "By its name it holds a session, and scripts in the page can read it.",
            },
      ),
    );
  },
});
