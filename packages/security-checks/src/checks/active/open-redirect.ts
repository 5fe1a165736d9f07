import type { FoundFault } from "@plimsoll/core";
import { findInputs, type Input, requestWith } from "../../active/inputs.ts";
import { type Trial, tryPlaces } from "../../active/try-inputs.ts";
import { defineCheck, type WebTarget } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, headerOf, isHtml, pathOf } from "../../exchange.ts";
import { readHtml } from "../../probe/read-html.ts";

/** Reserved by RFC 2606: nobody is there. */
const ELSEWHERE = "plimsoll-probe.example";
/** Ways to write it that lead there in browsers but pass for a path in careless checks. */
const SPELLINGS = [
  `https://${ELSEWHERE}/`,
  `//${ELSEWHERE}/`,
  `/\\${ELSEWHERE}/`,
  `https:${ELSEWHERE}/`,
  `\t//${ELSEWHERE}/`,
  `/\t/${ELSEWHERE}/`,
];
const LIKELY = /redir|return|next|url|uri|dest|continu|target|goto|back|forward|callback|^to$|^r$|^u$|^ref$|link|out/i;
const GUESSES = [
  "next",
  "return",
  "returnTo",
  "return_url",
  "redirect",
  "redirect_uri",
  "redirectTo",
  "callbackUrl",
  "url",
  "continue",
];
const MAX_GUESSED_PAGES = 3;

export const openRedirect = defineCheck({
  id: "active.open-redirect",
  group: "active",
  title: "Redirects lead to known places only",
  why: "A link to your site that ends on another lends your name to it: people enter their password on a copy of your sign-in page. In sign-in flows the code or token goes along.",
  fix: {
    text: "Redirect to paths of your own site or to hosts on a list. Parse the address as browsers do and compare its origin; text comparison fails for //host and /\\host.",
    snippets: [
      {
        server: "Node.js",
        language: "js",
        code: 'const url = new URL(next, "https://example.com");\nres.redirect(url.origin === "https://example.com" ? url.pathname + url.search : "/");',
      },
      {
        server: "Django",
        language: "python",
        code: "url_has_allowed_host_and_scheme(next, allowed_hosts={request.get_host()})",
      },
    ],
  },
  severity: "medium",
  profile: "active",
  cwe: [601],
  asvs: ["1.2.2", "3.7.2"],
  answersTo: { zap: ["20019", "10028"] },
  run(target) {
    const { inputs: known, isCut } = findInputs(target);
    const isKnown = (guess: Input) => known.some(({ path, name }) => path === guess.path && name === guess.name);
    const guessed = guessedInputs(target).filter((guess) => !isKnown(guess));
    return tryPlaces(target, [...known, ...guessed].map(trialsFor), isCut);
  },
});

function trialsFor(input: Input): Trial[] {
  const values = LIKELY.test(input.name) ? SPELLINGS : SPELLINGS.slice(0, 1);
  return values.map((value) => ({
    request: requestWith(input, value),
    judge: (answer) => judge(answer, input),
  }));
}

/** Pages that redirect or sign in often take where to go next, without naming it in a link. */
function guessedInputs(target: WebTarget): Input[] {
  const pages = target.pages.filter((page) => isRedirect(page) || (isHtml(page) && hasPassword(page)));
  const paths = new Set(pages.map((page) => pathOf(page).split("?", 1)[0] ?? "/"));
  return [...paths]
    .slice(0, MAX_GUESSED_PAGES)
    .flatMap((path) => GUESSES.map((name) => ({ path, name, query: { [name]: "/" }, pathValues: {}, headers: {} })));
}

function isRedirect(page: Exchange): boolean {
  return page.status >= 300 && page.status < 400;
}

function hasPassword(page: Exchange): boolean {
  return readHtml(page).inputs.some((input) => input.type === "password");
}

function judge(answer: Exchange, input: Input): FoundFault | null {
  const to = [isRedirect(answer) ? headerOf(answer, "location") : null, refreshOf(answer)].find(
    (address) => address !== null && leadsElsewhere(address, answer.url),
  );
  if (to === undefined || to === null) return null;
  return {
    place: { kind: "request", method: "GET", path: input.path, parameter: input.name },
    title: `The parameter ${input.name} redirects to any site`,
    detail: `With another host in it, the answer leads to ${to.trim()}.`,
    evidence: [quoteExchange("Answer", answer, { headers: ["location", "refresh"] })],
  };
}

/** Address in a Refresh header or its form in the page. */
function refreshOf(answer: Exchange): string | null {
  const metas = isHtml(answer) ? readHtml(answer).metas : [];
  const inPage = metas.find((meta) => /^refresh$/i.test(meta["http-equiv"] ?? ""))?.["content"] ?? null;
  return /url\s*=\s*['"]?([^'"]+)/i.exec(headerOf(answer, "refresh") ?? inPage ?? "")?.[1] ?? null;
}

function leadsElsewhere(address: string, from: string): boolean {
  return URL.canParse(address, from) && new URL(address, from).hostname === ELSEWHERE;
}
