import { Parser } from "htmlparser2";
import type { FoundFault } from "@plimsoll/core";
import { findInputs, marker, requestWith } from "../../active/inputs.ts";
import { type Trial, tryPlaces } from "../../active/try-inputs.ts";
import { defineCheck } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, isHtml, type ProbeRequest } from "../../exchange.ts";
import { readHtml } from "../../probe/read-html.ts";

export const reflectedXss = defineCheck({
  id: "active.reflected-xss",
  group: "active",
  title: "Input comes back as text, not as script",
  why: "A link to your site with a script in it runs that script as yours, in the session of whoever follows it: it reads what they see and does what they may do.",
  fix: {
    text: "Let the template engine escape every value for the place where it goes (text, attribute, address, script), and never build HTML by joining strings. A strict Content-Security-Policy limits what is left.",
    snippets: [
      { server: "React", language: "tsx", code: "<p>{query}</p> // not dangerouslySetInnerHTML" },
      { server: "EJS", language: "html", code: "<p><%= query %></p> <!-- not <%- -->" },
      { server: "Jinja2", language: "html", code: "<p>{{ query }}</p> {# not |safe #}" },
    ],
  },
  severity: "high",
  profile: "active",
  cwe: [79],
  asvs: ["1.2.1", "3.2.2"],
  answersTo: { zap: ["40012"] },
  run(target) {
    const { inputs: found, isCut } = findInputs(target);
    const inputs = found.map((input) =>
      trials({ path: input.path, parameter: input.name }, (value) => requestWith(input, value)),
    );
    const path = trials({ path: "/*" }, (value) => ({ url: `/${encodeURIComponent(value)}` }));
    return tryPlaces(target, [path, ...inputs], isCut);
  },
});

interface Place {
  path: string;
  parameter?: string;
}

/** Breaks out of text and attributes; out of a script element; and into an address. */
function trials(place: Place, request: (value: string) => ProbeRequest): Trial[] {
  const word = marker();
  const values = [`${word}"'><${word}>`, `${word}</script><${word}>`, `javascript:${word}`];
  return values.map((value) => ({
    request: request(value),
    judge: (answer) => judge(answer, word, place),
  }));
}

function judge(answer: Exchange, word: string, place: Place): FoundFault | null {
  if (!isHtml(answer)) return null;
  const how = howItRuns(answer, word);
  if (how === null) return null;
  const index = Math.max(0, answer.body.indexOf(word));
  const where = place.parameter === undefined ? "The path" : `The parameter ${place.parameter}`;
  return {
    place: { kind: "request", method: "GET", ...place },
    title: `${where} comes back as part of the page`,
    detail: how,
    evidence: [quoteExchange("Answer", answer, { headers: ["content-type"], around: { index, length: word.length } })],
  };
}

/** How what was sent became more than text; null when it did not. Parsed as a browser would, so that escapes count. */
function howItRuns(answer: Exchange, word: string): string | null {
  if (!answer.body.includes(word)) return null;
  let element = false;
  const parser = new Parser({ onopentagname: (name) => (element ||= name === word) });
  parser.write(answer.body);
  parser.end();
  if (element) return "An element of the input's choice became part of the page.";
  const { inlineScripts, links, resources } = readHtml(answer);
  if (inlineScripts.some((script) => script.includes(`${word}"'`))) {
    return "Quotation marks of the input reach a script of the page unescaped.";
  }
  const addresses = [...links, ...resources.map((resource) => resource.url)];
  const runs = addresses.some((link) => link.trim().toLowerCase().startsWith(`javascript:${word}`));
  return runs ? "The input becomes the address of a link, of the kind that runs a script." : null;
}
