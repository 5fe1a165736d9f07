import { defineCheck } from "../../check.ts";
import { headerOf } from "../../exchange.ts";
import { htmlPages, NO_HTML, resultOf, siteFault } from "../faults.ts";
import { headerSnippets } from "../snippets.ts";
import { policiesOf } from "./csp-policies.ts";

const NAME = "content-security-policy";

export const csp = defineCheck({
  id: "headers.csp",
  group: "headers",
  title: "Pages have a Content Security Policy",
  why: "A Content Security Policy tells browsers which scripts may run on a page. Without one, any script that an attacker gets into the page runs with the rights of its visitor.",
  fix: {
    text: "Send a policy that allows scripts by nonce or hash only. Try it with Content-Security-Policy-Report-Only first. The nonce must be new for each answer.",
    snippets: headerSnippets(
      "Content-Security-Policy",
      "default-src 'self'; script-src 'nonce-RANDOM' 'strict-dynamic'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
  },
  severity: "medium",
  profile: "passive",
  cwe: [693, 79],
  asvs: ["3.4.3"],
  answersTo: { zap: ["10038"], observatory: [NAME] },
  run({ pages }) {
    const shown = htmlPages(pages);
    if (shown.length === 0) return Promise.resolve(NO_HTML);
    const without = shown.filter((page) => policiesOf(page).length === 0);
    if (without.length === 0) return Promise.resolve(resultOf([]));
    const isReported = without.some((page) => headerOf(page, `${NAME}-report-only`) !== null);
    return Promise.resolve(
      resultOf([
        siteFault({
          parameter: NAME,
          title: isReported ? "The Content Security Policy only reports" : "No Content Security Policy",
          detail: isReported
            ? "The policy is in Content-Security-Policy-Report-Only: browsers report what breaks it and let it happen."
            : `${without.length} of ${shown.length} pages have no policy, neither as a header nor as a meta element.`,
          seenOn: without,
          headers: [NAME, `${NAME}-report-only`],
        }),
      ]),
    );
  },
});
