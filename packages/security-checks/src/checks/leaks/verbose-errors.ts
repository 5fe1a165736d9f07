import { randomBytes } from "node:crypto";
import type { FoundFault } from "@plimsoll/core";
import { defineCheck } from "../../check.ts";
import { quoteBody, quoteExchange } from "../../evidence.ts";
import type { Exchange, ProbeRequest } from "../../exchange.ts";
import { resultOf } from "../faults.ts";
import { ERROR_SNIPPETS } from "./error-snippets.ts";
import { DATABASE_ERRORS, DEBUG_PAGES, findSigns, STACK_TRACES } from "./patterns.ts";

/** Ways to be wrong that harm nothing. */
const MISTAKES: readonly { name: string; request: (word: string) => ProbeRequest }[] = [
  { name: "a path that does not exist", request: (word) => ({ url: `/${word}` }) },
  { name: "a broken percent escape", request: () => ({ url: "/%" }) },
  { name: "bytes that are no UTF-8", request: () => ({ url: "/?q=%c0%ae" }) },
  { name: "a parameter given as a list", request: (word) => ({ url: `/?id[]=${word}&page[]=x` }) },
  { name: "an unknown content type", request: (word) => ({ url: "/", headers: { accept: `${word}/*;q=x` } }) },
];

export const verboseErrors = defineCheck({
  id: "leaks.verbose-errors",
  group: "leaks",
  title: "Errors say no more than they have to",
  why: "What a server says to a malformed request is what an attacker tries first: stack traces, paths, queries and versions show where to go on.",
  fix: {
    text: "Have one handler for errors that logs the details and answers with a short message.",
    snippets: ERROR_SNIPPETS,
  },
  severity: "medium",
  profile: "standard",
  cwe: [209, 756],
  asvs: ["16.5.1", "13.4.2"],
  answersTo: { zap: ["90022", "40042"] },
  async run(target) {
    const faults = new Map<string, FoundFault>();
    const usual = signsOf(target.pages.slice(0, 5));
    for (const { name, request } of MISTAKES) {
      const answer = await target.send(request(randomBytes(6).toString("hex")));
      for (const fault of faultsOf(answer, name, usual)) {
        const { parameter } = fault.place;
        if (!faults.has(parameter)) faults.set(parameter, fault);
      }
    }
    return resultOf([...faults.values()]);
  },
});

type RequestFault = FoundFault & { place: { kind: "request"; parameter: string } };

const SIGNS = [...STACK_TRACES, ...DEBUG_PAGES, ...DATABASE_ERRORS];

/** What the pages show anyway, other checks report. */
function signsOf(pages: readonly Exchange[]): ReadonlySet<string> {
  return new Set(pages.flatMap((page) => findSigns(page.body, SIGNS).map((sign) => sign.name)));
}

function faultsOf(answer: Exchange, mistake: string, usual: ReadonlySet<string>): RequestFault[] {
  return findSigns(answer.body, SIGNS)
    .filter((sign) => !usual.has(sign.name))
    .map(({ name, index, length }) => ({
      place: { kind: "request", method: answer.method, path: "/*", parameter: name },
      title: `Errors show their insides (${name})`,
      detail: `Asked with ${mistake}, the server answers with details of its code.`,
      evidence: [
        quoteExchange("Answer", answer, { headers: ["content-type"] }),
        quoteBody("In the body", answer, index, Math.min(length, 600)),
      ],
    }));
}
