import { findInputs, marker, requestWithRaw } from "../../active/inputs.ts";
import { type Trial, tryPlaces } from "../../active/try-inputs.ts";
import { defineCheck } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { headerOf, type ProbeRequest } from "../../exchange.ts";

const HEADER = "x-plimsoll-probe";
/** Line breaks as they are sent, and as a careless conversion from Unicode makes them. */
const BREAKS = ["%0d%0a", "%0a", "%0d", "%E5%98%8D%E5%98%8A"];

export const headerInjection = defineCheck({
  id: "active.header-injection",
  group: "active",
  title: "Input cannot add headers to answers",
  why: "Where a line break of the input ends up in a header, a link can add headers to the answer, or a second answer: it sets cookies, runs scripts under your name and fills shared caches with both.",
  fix: {
    text: "Refuse line breaks in whatever goes into a header, or encode them. Current versions of servers and frameworks do; look for headers that are written by hand, and for nginx rules that use $uri.",
    snippets: [
      { server: "nginx", language: "nginx", code: "return 301 https://$host$request_uri;  # not $uri: it is decoded" },
      {
        server: "Node.js",
        language: "js",
        code: 'res.setHeader("Location", encodeURI(next)); // throws for line breaks',
      },
    ],
  },
  severity: "high",
  profile: "active",
  cwe: [93, 113],
  asvs: ["1.2.1", "4.2.4"],
  answersTo: { zap: ["40003"] },
  run(target) {
    const token = marker();
    const injected = `${HEADER}:%20${token}`;
    const trials = (place: { path: string; parameter?: string }, request: (value: string) => ProbeRequest): Trial[] =>
      BREAKS.map((lineBreak) => ({
        request: request(`plm${lineBreak}${injected}`),
        judge: (answer) => {
          if (headerOf(answer, HEADER) !== token) return null;
          const where = place.parameter === undefined ? "The path" : `The parameter ${place.parameter}`;
          return {
            place: { kind: "request", method: "GET", ...place },
            title: `${where} can add headers to the answer`,
            detail: "A line break in it ended a header, and what followed became one of its own.",
            evidence: [quoteExchange("Answer", answer, { headers: ["location", HEADER] })],
          };
        },
      }));
    const { inputs: found, isCut } = findInputs(target);
    const inputs = found.map((input) =>
      trials({ path: input.path, parameter: input.name }, (value) => requestWithRaw(input, value)),
    );
    return tryPlaces(target, [trials({ path: "/*" }, (value) => ({ url: `/${value}` })), ...inputs], isCut);
  },
});
