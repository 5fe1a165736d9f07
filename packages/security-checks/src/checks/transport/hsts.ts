import { isIP } from "node:net";
import type { FoundFault } from "@plimsoll/core";
import { defineCheck } from "../../check.ts";
import { listPages, quoteExchange } from "../../evidence.ts";
import { type Exchange, headerOf } from "../../exchange.ts";
import { hostOf, isHttps } from "../../transport/target-host.ts";

/** Half a year, as the Observatory asks for; the list that browsers bring along wants a whole one. */
const MIN_MAX_AGE_S = 15_768_000;
const HEADER = "strict-transport-security";

export const hsts = defineCheck({
  id: "transport.hsts",
  group: "transport",
  title: "Browsers are told to use HTTPS only (HSTS)",
  why: "Without Strict-Transport-Security the first request of a visit may go over plain HTTP, and an attacker in between can answer it in the site's place. With it a browser that has been here once does not send such a request any more, and lets nobody click a certificate warning away.",
  fix: {
    text: "Send the header with every answer over HTTPS, once. Begin with a short max-age and raise it to a year when all names of the host work over HTTPS.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: 'add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;',
      },
      {
        server: "Apache",
        language: "apache",
        code: 'Header always set Strict-Transport-Security "max-age=31536000; includeSubDomains"',
      },
      {
        server: "Express",
        language: "js",
        code: "app.use(helmet.strictTransportSecurity({ maxAge: 31536000, includeSubDomains: true }));",
      },
    ],
  },
  severity: "medium",
  profile: "passive",
  cwe: [319, 523],
  asvs: ["3.4.1"],
  answersTo: {
    zap: ["10035"],
    observatory: ["strict-transport-security"],
    testssl: ["HSTS", "HSTS_time", "HSTS_multiple"],
  },
  async run(target) {
    if (!isHttps(target.origin))
      return { outcome: "not-applicable", reason: "The header means nothing over plain HTTP." };
    if (isIP(hostOf(target.origin))) {
      return { outcome: "not-applicable", reason: "Browsers apply the header to names, not to addresses." };
    }
    const byProblem = new Map<string, Exchange[]>();
    for (const page of target.pages) {
      const problem = judgeHsts(headerOf(page, HEADER));
      if (problem !== null) byProblem.set(problem, [...(byProblem.get(problem) ?? []), page]);
    }
    if (byProblem.size === 0) return { outcome: "pass" };
    return { outcome: "fail", faults: [faultOf(byProblem)] };
  },
});

/** What is wrong with the header's value; null when it does what it should. Browsers take the first of several headers. */
export function judgeHsts(value: string | null): string | null {
  if (value === null) return "Strict-Transport-Security is not set";
  const directives = value.split(";").map((part) => part.trim());
  const ages = directives.filter((part) => /^max-age\s*=/i.test(part));
  const [age = ""] = ages;
  const seconds = /^max-age\s*=\s*"?(\d+)"?$/i.exec(age)?.[1];
  if (ages.length !== 1 || seconds === undefined) return "Strict-Transport-Security cannot be read";
  if (Number(seconds) === 0) return "Strict-Transport-Security is turned off (max-age=0)";
  return Number(seconds) < MIN_MAX_AGE_S ? "Strict-Transport-Security lasts less than half a year" : null;
}

/** One finding for the host, of the worst that was seen: the header concerns all of it. */
function faultOf(byProblem: ReadonlyMap<string, readonly Exchange[]>): FoundFault {
  const [[title, pages] = ["", []], ...others] = [...byProblem];
  const [page] = pages;
  return {
    place: { kind: "request", method: "GET", path: "/*", parameter: HEADER },
    title,
    detail: [`${title}.`, ...others.map(([problem, seen]) => `On ${seen.length} other pages: ${problem}.`)].join(" "),
    evidence: [...(page ? [quoteExchange("Answer", page, { headers: [HEADER] })] : []), listPages(pages)],
  };
}
