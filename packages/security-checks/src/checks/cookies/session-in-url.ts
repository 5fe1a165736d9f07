import type { FoundFault } from "@plimsoll/core";
import { defineCheck, type WebTarget } from "../../check.ts";
import { excerpt } from "../../evidence.ts";
import { type Exchange, headerOf, isHtml } from "../../exchange.ts";
import { placeOf } from "../../probe/crawl.ts";
import { maskValue } from "../../probe/mask.ts";
import { readHtml } from "../../probe/read-html.ts";
import { resultOf } from "../faults.ts";

/** A parameter that frameworks carry sessions in, with a value that is long enough to be one. */
const SESSION_PARAMETER =
  /[?&;](jsessionid|phpsessid|aspsessionid\w{0,20}|sessionid|session_id|session|sessid|sid|access_token|auth_token|id_token)=([\w.%~+/-]{10,})/i;

export const sessionInUrl = defineCheck({
  id: "cookies.session-in-url",
  group: "cookies",
  title: "Sessions are not in addresses",
  why: "Addresses end up in logs, histories, bookmarks, screenshots and the Referer header. Whoever sees one with a session in it is signed in as its owner.",
  fix: {
    text: "Keep sessions in cookies only.",
    snippets: [
      { server: "PHP", language: "ini", code: "session.use_only_cookies = 1\nsession.use_trans_sid = 0" },
      {
        server: "Java (web.xml)",
        language: "xml",
        code: "<session-config>\n  <tracking-mode>COOKIE</tracking-mode>\n</session-config>",
      },
    ],
  },
  severity: "medium",
  profile: "passive",
  cwe: [598],
  asvs: ["14.2.1"],
  answersTo: { zap: ["3"] },
  run(target) {
    const faults = new Map<string, FoundFault>();
    for (const page of target.pages) {
      for (const url of addressesOf(target, page)) {
        const found = SESSION_PARAMETER.exec(url);
        const [, parameter, value] = found ?? [];
        if (!found || !parameter || !value || faults.has(parameter.toLowerCase())) continue;
        faults.set(parameter.toLowerCase(), {
          place: { kind: "request", method: "GET", path: placeOf(page), parameter: parameter.toLowerCase() },
          title: `A session is in an address: ${parameter}`,
          detail: "A link or a redirect of the page carries it.",
          evidence: [
            {
              label: "Address",
              text: excerpt(url, found.index, found[0].length).replaceAll(value, maskValue(value)),
              language: "text",
            },
          ],
        });
      }
    }
    return Promise.resolve(resultOf([...faults.values()]));
  },
});

/** Addresses that the page leads to, of the target's own. */
function addressesOf(target: WebTarget, page: Exchange): string[] {
  const links = isHtml(page)
    ? [...readHtml(page).links, ...readHtml(page).resources.map((resource) => resource.url)]
    : [];
  const all = [headerOf(page, "location") ?? "", ...links];
  return all.filter((url) => URL.canParse(url, page.url) && new URL(url, page.url).origin === target.origin);
}
