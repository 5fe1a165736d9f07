import type { Severity } from "@plimsoll/core";
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { type Finding, Severity as Rating, Type } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { defineCheck } from "../../check.ts";
import type { Exchange } from "../../exchange.ts";
import { htmlPages, resultOf, siteFault } from "../faults.ts";
import { directivesOf, policiesOf } from "./csp-policies.ts";

interface Weakness {
  /** Directive and value: what makes it the same weakness elsewhere. */
  key: string;
  text: string;
  severity: Severity;
}

export const cspWeakness = defineCheck({
  id: "headers.csp-weakness",
  group: "headers",
  title: "The Content Security Policy stops injected scripts",
  why: "A policy that allows inline scripts, any host or data: URLs does not stop cross-site scripting: injected code runs as if there were none. A misspelt directive is ignored without a word.",
  fix: {
    text: "Replace 'unsafe-inline', wildcards and lists of hosts by a nonce or hashes with 'strict-dynamic', and add object-src 'none' and base-uri 'none'.",
    snippets: [
      {
        server: "HTTP",
        language: "http",
        code: "Content-Security-Policy: script-src 'nonce-RANDOM' 'strict-dynamic'; object-src 'none'; base-uri 'none'",
      },
      {
        server: "Node.js (helmet)",
        language: "javascript",
        code: "helmet.contentSecurityPolicy({\n  directives: {\n    scriptSrc: [(request, response) => `'nonce-${response.locals.nonce}'`, \"'strict-dynamic'\"],\n    objectSrc: [\"'none'\"],\n    baseUri: [\"'none'\"],\n  },\n});",
      },
    ],
  },
  severity: "medium",
  profile: "passive",
  cwe: [693, 79],
  asvs: ["3.4.3"],
  answersTo: { zap: ["10055"], observatory: ["content-security-policy"] },
  run({ pages }) {
    const guarded = htmlPages(pages).filter((page) => policiesOf(page).length > 0);
    if (guarded.length === 0)
      return Promise.resolve({ outcome: "not-applicable", reason: "No page has a Content Security Policy." });
    const seen = new Map<string, { weakness: Weakness; pages: Exchange[] }>();
    for (const page of guarded) {
      for (const weakness of weaknessesOf(page)) {
        const known = seen.get(weakness.key) ?? { weakness, pages: [] };
        known.pages.push(page);
        seen.set(weakness.key, known);
      }
    }
    const faults = [...seen.values()].map(({ weakness, pages: seenOn }) =>
      siteFault({
        parameter: weakness.key,
        title: `Content Security Policy: ${weakness.key}`,
        detail: weakness.text,
        severity: weakness.severity,
        seenOn,
        headers: ["content-security-policy"],
      }),
    );
    return Promise.resolve(resultOf(faults));
  },
});

/** What every policy of the page leaves open: an injected script has to get past all of them. */
function weaknessesOf(page: Exchange): Weakness[] {
  const isHttps = page.url.startsWith("https:");
  const [first = [], ...others] = policiesOf(page).map((policy) => [...evaluate(policy, isHttps), ...syntax(policy)]);
  return first.filter((weakness) => others.every((list) => list.some((other) => other.key === weakness.key)));
}

function evaluate(policy: string, isHttps: boolean): Weakness[] {
  const unique = new Map<string, Weakness>();
  // A list without sources is 'none', which the library does not know.
  const explicit = policy.replace(/((?:^|;)\s*[a-z-]{1,30}-src)\s*(?=;|$)/gi, "$1 'none'");
  for (const finding of new CspEvaluator(new CspParser(explicit).csp).evaluate()) {
    const severity = severityOf(finding, isHttps);
    const key = keyOf(finding);
    if (severity) unique.set(key, { key, severity, text: finding.description });
  }
  return [...unique.values()];
}

function keyOf(finding: Finding): string {
  if (finding.type === Type.MISSING_DIRECTIVES) return `${finding.directive} is missing`;
  if (finding.type === Type.UNKNOWN_DIRECTIVE) return `unknown directive ${finding.directive}`;
  // A nonce is another one each time.
  const value = (finding.value ?? "").replace(/^'nonce-.*$/, "'nonce-…'");
  return `${finding.directive} ${value}`.trim();
}

/**
 * Null for what is no fault by itself: the library also points at things to think about, such as a host in script-src for
 * which it knows no bypass, and `'self'`.
 */
function severityOf(finding: Finding, isHttps: boolean): Severity | null {
  switch (finding.type) {
    case Type.SCRIPT_UNSAFE_EVAL:
    case Type.NONCE_LENGTH:
    case Type.MISSING_SEMICOLON:
    case Type.UNKNOWN_DIRECTIVE:
    case Type.INVALID_KEYWORD:
      return "low";
    case Type.SRC_HTTP:
      return isHttps ? "low" : null;
    default:
      if (finding.severity !== Rating.HIGH) return null;
      return finding.directive === "object-src" ? "low" : "medium";
  }
}

/** What the library passes over. */
function syntax(policy: string): Weakness[] {
  const names = policy.split(";").flatMap((directive) => /^\s*([\w-]+)/.exec(directive)?.[1]?.toLowerCase() ?? []);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  const found: Weakness[] = [...repeated].map((name) => ({
    key: `repeated directive ${name}`,
    text: `${name} is there more than once: browsers take the first and ignore the others.`,
    severity: "low",
  }));
  const directives = directivesOf(policy);
  const script = directives.get("script-src") ?? directives.get("default-src") ?? [];
  if (script.includes("'strict-dynamic'") && !script.some((source) => /^'(?:nonce|sha\d+)-/.test(source))) {
    const text = "'strict-dynamic' needs a nonce or a hash; without one, no script runs at all.";
    found.push({ key: "script-src 'strict-dynamic' alone", text, severity: "low" });
  }
  return found;
}
