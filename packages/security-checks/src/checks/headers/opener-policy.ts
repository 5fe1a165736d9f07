import { defineCheck } from "../../check.ts";
import { htmlPages, NO_HTML } from "../faults.ts";
import { headerSnippets } from "../snippets.ts";
import { type IsolationHeader, judgeIsolation } from "./isolation.ts";

const HEADER: IsolationHeader = {
  name: "cross-origin-opener-policy",
  values: ["same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"],
  missing: {
    severity: "info",
    detail: "A page that opens this one keeps a handle to its window, by which it can watch and redirect it.",
  },
};

export const openerPolicy = defineCheck({
  id: "headers.opener-policy",
  group: "headers",
  title: "Windows of other sites hold no handle to this one",
  why: "Without Cross-Origin-Opener-Policy, a page of another site that opened this one, or was opened by it, shares its group of windows: it can count its frames, send it elsewhere and share its process.",
  fix: {
    text: "Send same-origin, or same-origin-allow-popups where sign-in or payment windows of other sites are used.",
    snippets: headerSnippets("Cross-Origin-Opener-Policy", "same-origin"),
  },
  severity: "low",
  profile: "passive",
  cwe: [693],
  asvs: ["3.4.8"],
  answersTo: { zap: ["90004"], observatory: ["cross-origin-opener-policy"] },
  run({ pages }) {
    const shown = htmlPages(pages);
    return Promise.resolve(shown.length === 0 ? NO_HTML : judgeIsolation(HEADER, shown));
  },
});
