import type { CheckResult, FoundFault } from "@plimsoll/core";
import { defineCheck, type WebTarget } from "../../check.ts";
import { type Exchange, headersOf, mediaTypeOf, pathOf } from "../../exchange.ts";
import { setCookiesOf } from "../cookies/set-cookies.ts";
import { isSessionName } from "../cookies/session-names.ts";
import { resultOf, siteFault } from "../faults.ts";
import { headerSnippets } from "../snippets.ts";

/** Pages that are asked for again with the headers of a test account. */
const MAX_PRIVATE = 5;

export const privateCaching = defineCheck({
  id: "headers.private-caching",
  group: "headers",
  title: "Private answers are not cached",
  why: "A cache between the server and its users, or a shared computer's browser, may keep an answer that was meant for one person and show it to the next. With a session cookie in it, it hands over the session.",
  fix: {
    text: "Send Cache-Control: no-store with answers that are about one person, and with those that set a session cookie.",
    snippets: headerSnippets("Cache-Control", "no-store"),
  },
  severity: "medium",
  profile: "passive",
  cwe: [525, 524],
  asvs: ["14.3.2", "14.2.2"],
  answersTo: { zap: ["10015", "10049"] },
  async run(target): Promise<CheckResult> {
    const faults: FoundFault[] = [];
    const withSession = target.pages.filter((page) => setsSession(page) && isCacheable(page));
    if (withSession.length > 0) {
      const title = "Answers that set a session cookie may be cached";
      const detail = "Cache-Control allows caches to keep the answer with its Set-Cookie.";
      const headers = ["cache-control", "expires", "set-cookie"];
      faults.push(siteFault({ parameter: "set-cookie", title, detail, seenOn: withSession, headers }));
    }
    const personal = (await personalAnswers(target)).filter((answer) => !isKeptBack(answer));
    if (personal.length > 0) {
      const title = "Answers about one account may be cached";
      const detail =
        "The answer differs with the account's headers, but Cache-Control says neither no-store nor private.";
      const headers = ["cache-control", "vary", "content-type"];
      faults.push(siteFault({ parameter: "account", title, detail, seenOn: personal, headers }));
    }
    return resultOf(faults);
  },
});

/** Answers to the first test account that are not those of a stranger. */
async function personalAnswers(target: WebTarget): Promise<Exchange[]> {
  const [identity] = target.identities;
  if (!identity) return [];
  const found: Exchange[] = [];
  for (const page of target.pages.filter(isContent).slice(0, MAX_PRIVATE)) {
    const headers = { ...identity.headers };
    const answer = await target.send({ url: pathOf(page), headers });
    if (answer.status === 200 && isContent(answer) && answer.body !== page.body) {
      // What changes by itself, such as a nonce, changes for strangers, too.
      const again = await target.send({ url: pathOf(page) });
      if (again.body === page.body || page.status !== 200) found.push(answer);
    }
  }
  return found;
}

function isContent(page: Exchange): boolean {
  return page.method === "GET" && /^(?:text\/html|application\/(?:[\w.+-]*\+)?json)$/.test(mediaTypeOf(page));
}

function setsSession(page: Exchange): boolean {
  return setCookiesOf(page).some((cookie) => isSessionName(cookie.name) && cookie.value !== "");
}

/** True when a shared cache is told that it may keep the answer. */
function isCacheable(page: Exchange): boolean {
  const directives = headersOf(page, "cache-control").join(",").toLowerCase();
  if (/\bno-store\b|\bprivate\b|\bno-cache\b/.test(directives)) return false;
  return /\bpublic\b|\b(?:s-maxage|max-age)\s*=\s*"?[1-9]/.test(directives);
}

function isKeptBack(page: Exchange): boolean {
  return /\bno-store\b|\bprivate\b/i.test(headersOf(page, "cache-control").join(","));
}
