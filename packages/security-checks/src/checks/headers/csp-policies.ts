import { type Exchange, headersOf, isHtml } from "../../exchange.ts";
import { readHtml } from "../../probe/read-html.ts";

const NAME = "content-security-policy";

/** Directives that have no effect in a `<meta>` element. */
const HEADER_ONLY = /^\s*(?:frame-ancestors|sandbox|report-uri|report-to)\b/i;

/**
 * Policies that a page enforces: those of its headers, where commas part them, and of its `<meta>` elements without the
 * directives that have no effect there. Empty ones are no policies.
 */
export function policiesOf(page: Exchange): string[] {
  const sent = headersOf(page, NAME).flatMap((value) => value.split(","));
  return [...sent, ...metaPolicies(page)].map((policy) => policy.trim()).filter((policy) => /[a-z]/i.test(policy));
}

function metaPolicies(page: Exchange): string[] {
  if (!isHtml(page)) return [];
  return readHtml(page).metas.flatMap((meta) => {
    if (meta["http-equiv"]?.toLowerCase() !== NAME) return [];
    const directives = (meta.content ?? "").split(";").filter((directive) => !HEADER_ONLY.test(directive));
    return [directives.join(";")];
  });
}

/** Directives of one policy, the first of each name as browsers take them: names in lower case, values as they are. */
export function directivesOf(policy: string): Map<string, string[]> {
  const directives = new Map<string, string[]>();
  for (const directive of policy.split(";")) {
    const [name = "", ...values] = directive.trim().split(/\s+/);
    if (name && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), values);
  }
  return directives;
}
