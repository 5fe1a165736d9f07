import { defineCheck } from "../../check.ts";
import { type Exchange, headersOf } from "../../exchange.ts";
import { resultOf, siteFault } from "../faults.ts";
import { headerSnippets } from "../snippets.ts";

const NAME = "x-content-type-options";

export const contentTypeOptions = defineCheck({
  id: "headers.content-type-options",
  group: "headers",
  title: "Browsers do not guess the type of content",
  why: "Without nosniff, browsers may take an uploaded file or an API's answer for a script or a page, and run what is in it.",
  fix: {
    text: "Send X-Content-Type-Options: nosniff with every answer.",
    snippets: headerSnippets("X-Content-Type-Options", "nosniff"),
  },
  severity: "low",
  profile: "passive",
  cwe: [693],
  asvs: ["3.4.4"],
  answersTo: { zap: ["10021"], observatory: [NAME] },
  run({ pages, scripts }) {
    const bodies = [...pages, ...scripts].filter((page) => page.status >= 200 && page.status < 300 && page.body !== "");
    if (bodies.length === 0)
      return Promise.resolve({ outcome: "not-applicable", reason: "No successful answer had a body." });
    const without = bodies.filter((page) => !isSet(page));
    const detail = `${without.length} of ${bodies.length} answers lack it or have a value that browsers ignore.`;
    const title = "X-Content-Type-Options is not nosniff";
    const fault = siteFault({ parameter: NAME, title, detail, seenOn: without, headers: [NAME, "content-type"] });
    return Promise.resolve(resultOf(without.length > 0 ? [fault] : []));
  },
});

/** As the Fetch standard reads it: the first of all values, in any case. */
function isSet(page: Exchange): boolean {
  const [first] = headersOf(page, NAME).join(",").split(",");
  return first?.trim().toLowerCase() === "nosniff";
}
