import { defineCheck } from "../../check.ts";
import { type Exchange, headersOf } from "../../exchange.ts";
import { htmlPages, NO_HTML, resultOf, siteFault } from "../faults.ts";
import { headerSnippets } from "../snippets.ts";
import { directivesOf } from "./csp-policies.ts";

/** Sources that are anybody. */
const ANYBODY = new Set(["*", "http:", "https:", "http://*", "https://*", "http://*.*", "https://*.*"]);

export const framing = defineCheck({
  id: "headers.framing",
  group: "headers",
  title: "Other sites cannot show pages in a frame",
  why: "A page that any site may put in a frame can be laid, invisible, over something harmless: visitors then click on it without knowing.",
  fix: {
    text: "Send frame-ancestors in the Content-Security-Policy header (it has no effect in a meta element), and X-Frame-Options for old browsers.",
    snippets: headerSnippets("Content-Security-Policy", "frame-ancestors 'none'"),
  },
  severity: "medium",
  profile: "passive",
  cwe: [1021],
  asvs: ["3.4.6"],
  answersTo: { zap: ["10020"], observatory: ["x-frame-options"] },
  run({ pages }) {
    const shown = htmlPages(pages);
    if (shown.length === 0) return Promise.resolve(NO_HTML);
    const open = shown.filter((page) => !isProtected(page));
    if (open.length === 0) return Promise.resolve(resultOf([]));
    const values = [...new Set(open.flatMap((page) => headersOf(page, "x-frame-options")))];
    const detail =
      values.length > 0
        ? `X-Frame-Options is "${values.slice(0, 3).join('", "')}", which browsers ignore: only DENY and SAMEORIGIN count.`
        : `${open.length} of ${shown.length} pages have neither frame-ancestors nor X-Frame-Options.`;
    const headers = ["x-frame-options", "content-security-policy"];
    const title = "Pages can be shown in frames of any site";
    return Promise.resolve(
      resultOf([siteFault({ parameter: "frame-ancestors", title, detail, seenOn: open, headers })]),
    );
  },
});

/** frame-ancestors counts where it is given, then X-Frame-Options is ignored. */
function isProtected(page: Exchange): boolean {
  const ancestors = headersOf(page, "content-security-policy")
    .flatMap((value) => value.split(","))
    .flatMap((policy) => {
      const sources = directivesOf(policy).get("frame-ancestors");
      return sources ? [sources] : [];
    });
  if (ancestors.length > 0)
    return ancestors.some((sources) => !sources.some((source) => ANYBODY.has(source.toLowerCase())));
  const options = headersOf(page, "x-frame-options").flatMap((value) => value.split(","));
  const given = new Set(options.map((value) => value.trim().toLowerCase()));
  // Browsers take conflicting values for DENY and ignore what they do not know.
  return given.size > 0 && [...given].every((value) => value === "deny" || value === "sameorigin");
}
