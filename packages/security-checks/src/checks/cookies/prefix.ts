import { defineCheck } from "../../check.ts";
import { SESSION_COOKIE_SNIPPETS } from "../snippets.ts";
import { type CookieVerdict, judgeCookies } from "./judge-cookies.ts";
import { isSessionName } from "./session-names.ts";
import type { SetCookie } from "./set-cookies.ts";

export const prefix = defineCheck({
  id: "cookies.prefix",
  group: "cookies",
  title: "Names of cookies promise what is kept",
  why: "Browsers accept a cookie whose name begins with __Host- only from the host itself, over HTTPS, for all its paths: no sibling domain can plant another one. They refuse one that breaks the promise of its name.",
  fix: { text: "Name session cookies __Host-…, with Secure, Path=/ and no Domain.", snippets: SESSION_COOKIE_SNIPPETS },
  severity: "low",
  profile: "passive",
  cwe: [784],
  asvs: ["3.3.1", "3.3.3"],
  answersTo: {},
  run(target) {
    const isHttps = target.origin.startsWith("https:");
    return Promise.resolve(judgeCookies(target, (cookie) => judge(cookie, isHttps)));
  },
});

function judge(cookie: SetCookie, isHttps: boolean): CookieVerdict {
  const { name } = cookie;
  const [found] = /^__(?:Host|Secure)-/i.exec(name) ?? [];
  if (found) {
    const isHost = found.toLowerCase() === "__host-";
    const isKept = cookie.isSecure && isHttps && (!isHost || (cookie.domain === null && cookie.path === "/"));
    if (isKept) return null;
    const needs = isHost ? "Secure, Path=/, no Domain and HTTPS" : "Secure and HTTPS";
    return { title: `Browsers refuse the cookie ${name}`, detail: `Its name demands ${needs}.` };
  }
  if (!isHttps || !isSessionName(name) || !cookie.isSecure) return null;
  return {
    title: `Session cookie ${name} has no __Host- prefix`,
    detail: "A sibling domain could set a cookie of the same name for this host.",
    severity: "info",
  };
}
