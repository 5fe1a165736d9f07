import { defineCheck } from "../../check.ts";
import { headerSnippets } from "../snippets.ts";
import { type IsolationHeader, judgeIsolation } from "./isolation.ts";

const HEADER: IsolationHeader = {
  name: "cross-origin-resource-policy",
  values: ["same-origin", "same-site", "cross-origin"],
  // Other defences decide whether an answer without it can be read elsewhere.
  missing: null,
};

export const resourcePolicy = defineCheck({
  id: "headers.resource-policy",
  group: "headers",
  title: "Cross-Origin-Resource-Policy is one that browsers understand",
  why: "The header keeps other sites from loading an answer into their own pages, where speculative attacks may read it. Browsers ignore a value they do not know.",
  fix: {
    text: "Use same-origin, same-site or cross-origin, in lower case, once.",
    snippets: headerSnippets("Cross-Origin-Resource-Policy", "same-origin"),
  },
  severity: "low",
  profile: "passive",
  cwe: [693],
  asvs: ["3.5.8"],
  answersTo: { zap: ["90004"], observatory: ["cross-origin-resource-policy"] },
  run({ pages, scripts }) {
    const answers = [...pages, ...scripts].filter((page) => page.status >= 200 && page.status < 300);
    return Promise.resolve(judgeIsolation(HEADER, answers));
  },
});
