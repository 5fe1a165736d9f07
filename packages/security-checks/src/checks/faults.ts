import type { CheckResult, FoundFault, Severity } from "@plimsoll/core";
import { listPages, quoteExchange } from "../evidence.ts";
import { type Exchange, isHtml } from "../exchange.ts";

/** Stands for the whole site in the place of a fault: one finding, wherever the crawl came by. */
const WHOLE_SITE = "/*";

export interface SiteFault {
  /** What is at fault, such as the name of a header or a cookie: part of the fingerprint. */
  parameter: string;
  title: string;
  detail: string;
  severity?: Severity;
  /** Answers that show it; at least one. */
  seenOn: readonly Exchange[];
  /** Response headers quoted of the first. */
  headers: readonly string[];
  requestHeaders?: readonly string[];
}

/** A fault of the site as such, not of one page. */
export function siteFault(fault: SiteFault): FoundFault {
  const { parameter, title, detail, severity, seenOn, headers, requestHeaders = [] } = fault;
  const [first] = seenOn;
  return {
    place: { kind: "request", method: first?.method ?? "GET", path: WHOLE_SITE, parameter },
    title,
    detail,
    ...(severity ? { severity } : {}),
    evidence: first ? [quoteExchange("Answer", first, { headers, requestHeaders }), listPages(seenOn)] : [],
  };
}

/** `fail` with faults, `pass` without. */
export function resultOf(faults: readonly FoundFault[]): CheckResult {
  return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
}

/** Pages that a browser shows: HTML that was answered with success. */
export function htmlPages(pages: readonly Exchange[]): Exchange[] {
  return pages.filter((page) => page.status >= 200 && page.status < 300 && isHtml(page) && page.body.trim() !== "");
}

export const NO_HTML: CheckResult = { outcome: "not-applicable", reason: "No page of HTML was found." };
