import { defineCheck } from "../../check.ts";
import { htmlPages, NO_HTML } from "../faults.ts";
import { headerSnippets } from "../snippets.ts";
import { type IsolationHeader, judgeIsolation } from "./isolation.ts";

const HEADER: IsolationHeader = {
  name: "cross-origin-embedder-policy",
  values: ["require-corp", "credentialless", "unsafe-none"],
  // It is for pages that want to be isolated; most do not need to be.
  missing: null,
};

export const embedderPolicy = defineCheck({
  id: "headers.embedder-policy",
  group: "headers",
  title: "Cross-Origin-Embedder-Policy is one that browsers understand",
  why: "A page asks with this header to be isolated from what it embeds. Browsers ignore a value they do not know, and the page is not isolated.",
  fix: {
    text: "Use require-corp or credentialless, in lower case, once.",
    snippets: headerSnippets("Cross-Origin-Embedder-Policy", "require-corp"),
  },
  severity: "low",
  profile: "passive",
  cwe: [693],
  asvs: ["3.5.8"],
  answersTo: { zap: ["90004"], observatory: ["cross-origin-embedder-policy"] },
  run({ pages }) {
    const shown = htmlPages(pages);
    return Promise.resolve(shown.length === 0 ? NO_HTML : judgeIsolation(HEADER, shown));
  },
});
