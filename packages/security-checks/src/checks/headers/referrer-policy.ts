import { defineCheck } from "../../check.ts";
import { type Exchange, headersOf } from "../../exchange.ts";
import { readHtml } from "../../probe/read-html.ts";
import { htmlPages, NO_HTML, resultOf, siteFault } from "../faults.ts";
import { headerSnippets } from "../snippets.ts";

const NAME = "referrer-policy";
const PRIVATE = new Set(["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"]);
const UNSAFE = new Set(["origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"]);

export const referrerPolicy = defineCheck({
  id: "headers.referrer-policy",
  group: "headers",
  title: "Addresses of pages are kept from other sites",
  why: "The Referer header tells the next site which page a visitor came from. Addresses may hold ids, search words or tokens. Browsers keep the path back by default; a policy can undo that.",
  fix: {
    text: "Send strict-origin-when-cross-origin, which is what browsers do by default, or no-referrer.",
    snippets: headerSnippets("Referrer-Policy", "strict-origin-when-cross-origin"),
  },
  severity: "low",
  profile: "passive",
  cwe: [200],
  asvs: ["3.4.5"],
  answersTo: { observatory: [NAME] },
  run({ pages }) {
    const shown = htmlPages(pages);
    if (shown.length === 0) return Promise.resolve(NO_HTML);
    const judged = shown.map((page) => ({ page, verdict: judge(page) }));
    const faults = (["unsafe", "invalid"] as const).flatMap((verdict) => {
      const seenOn = judged.filter((item) => item.verdict === verdict).map((item) => item.page);
      if (seenOn.length === 0) return [];
      const title =
        verdict === "unsafe" ? "Referrer-Policy gives addresses away" : "Referrer-Policy has no known value";
      const detail =
        verdict === "unsafe"
          ? "The last policy that browsers know sends addresses, or at least origins, over connections that are not safe."
          : "None of its values is one that browsers know: they use their default.";
      const severity = verdict === "unsafe" ? "low" : "info";
      return [siteFault({ parameter: NAME, title, detail, severity, seenOn, headers: [NAME] })];
    });
    return Promise.resolve(resultOf(faults));
  },
});

/** The last value that is known counts; that of a meta element comes after the header's. A page without one is safe. */
function judge(page: Exchange): "safe" | "unsafe" | "invalid" {
  const metas = readHtml(page).metas.flatMap((meta) =>
    meta.name?.toLowerCase() === "referrer" || meta["http-equiv"]?.toLowerCase() === NAME ? [meta.content ?? ""] : [],
  );
  const values = [...headersOf(page, NAME), ...metas]
    .flatMap((value) => value.split(","))
    .map((value) => value.trim().toLowerCase());
  if (values.every((value) => value === "")) return "safe";
  const last = values.filter((value) => PRIVATE.has(value) || UNSAFE.has(value)).at(-1);
  if (last === undefined) return "invalid";
  return PRIVATE.has(last) ? "safe" : "unsafe";
}
