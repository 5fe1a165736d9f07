import type { FoundFault, Severity } from "@plimsoll/core";
import { defineCheck } from "../../check.ts";
import { excerpt, quoteExchange } from "../../evidence.ts";
import { type Exchange, isHtml, mediaTypeOf } from "../../exchange.ts";
import { placeOf } from "../../probe/crawl.ts";
import { maskValue } from "../../probe/mask.ts";
import { resultOf } from "../faults.ts";
import { findSigns, type Sign } from "./patterns.ts";

interface SecretSign extends Sign {
  severity: Severity;
}

/** Secrets whose form alone tells what they are. Keys that are meant for browsers (Google Maps, Stripe pk_, Sentry) are not among them. */
const SECRETS: readonly SecretSign[] = [
  {
    name: "private key",
    hints: ["PRIVATE KEY-----"],
    severity: "critical",
    pattern: /-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY-----(?:\\n|\s){1,4}[\w+/=\\\s]{64,}/,
  },
  {
    name: "AWS access key",
    hints: ["AKIA", "ASIA"],
    severity: "high",
    pattern: /\b(?:AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[0-9A-Z]{16}\b/,
  },
  {
    name: "AWS secret key",
    hints: ["aws", "AWS"],
    severity: "critical",
    pattern: /aws_?secret(?:_access)?_?key["']?\s{0,3}[:=]\s{0,3}["'][\w/+]{40}["']/i,
  },
  {
    name: "GitHub token",
    hints: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    severity: "critical",
    pattern: /\b(?:gh[pousr]_\w{36}|github_pat_\w{60,})/,
  },
  { name: "GitLab token", hints: ["glpat-"], severity: "critical", pattern: /\bglpat-[\w-]{20}/ },
  { name: "Stripe secret key", hints: ["k_live_"], severity: "critical", pattern: /\b[rs]k_live_[0-9a-zA-Z]{20,}/ },
  { name: "Slack token", hints: ["xox"], severity: "high", pattern: /\bxox[abprs]-[\w-]{20,}/ },
  {
    name: "Slack webhook",
    hints: ["hooks.slack.com"],
    severity: "medium",
    pattern: /https:\/\/hooks\.slack\.com\/services\/T\w{6,}\/B\w{6,}\/\w{20,}/,
  },
  { name: "SendGrid key", hints: ["SG."], severity: "high", pattern: /\bSG\.[\w-]{20,24}\.[\w-]{39,50}/ },
  { name: "npm token", hints: ["npm_"], severity: "critical", pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  {
    name: "OpenAI key",
    hints: ["T3BlbkFJ"],
    severity: "high",
    pattern: /\bsk-(?:proj-|svcacct-)?[\w-]{20,}T3BlbkFJ[\w-]{20,}/,
  },
  { name: "Anthropic key", hints: ["sk-ant-"], severity: "high", pattern: /\bsk-ant-(?:api|admin)\d\d-[\w-]{80,}/ },
  {
    name: "Google service account",
    hints: ["service_account"],
    severity: "critical",
    pattern: /"type"\s{0,3}:\s{0,3}"service_account"[\s\S]{0,300}"private_key"/,
  },
  {
    name: "database URL",
    hints: [
      "postgres://",
      "postgresql://",
      "mysql://",
      "mongodb://",
      "mongodb+srv://",
      "redis://",
      "amqp://",
      "amqps://",
    ],
    severity: "critical",
    pattern:
      /\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqps?):\/\/[^\s:/@"'`$<>{}]{1,60}:[^\s:/@"'`$<>{}]{3,100}@[\w.-]{3,}/,
  },
  { name: "Plimsoll key", hints: ["plim_"], severity: "high", pattern: /\bplim_[\w-]{20,}/ },
];

export const secretInScript = defineCheck({
  id: "leaks.secret-in-script",
  group: "leaks",
  title: "Scripts hold no secrets",
  why: "Everything in a script or a page is public. A key of a cloud, a payment service or a database in it belongs to whoever looks.",
  fix: {
    text: "Revoke the secret first: it has been seen. Then call the service from the server, and give the browser only what it may know.",
    snippets: [
      {
        server: "Vite",
        language: "shell",
        code: "# Only variables that begin with VITE_ reach the browser: never give a secret such a name.\nVITE_API_URL=/api",
      },
    ],
  },
  severity: "high",
  profile: "passive",
  cwe: [312, 798, 540],
  asvs: ["13.3.1"],
  answersTo: {},
  run(target) {
    const faults = [...target.scripts, ...target.pages.filter(isReadable)].flatMap(secretsIn);
    return Promise.resolve(resultOf(faults));
  },
});

function isReadable(page: Exchange): boolean {
  return isHtml(page) || /\bjson$|javascript$|^text\//.test(mediaTypeOf(page));
}

function secretsIn(page: Exchange): FoundFault[] {
  return findSigns(page.body, SECRETS).map(({ sign, name, index, length }): FoundFault => {
    const secret = page.body.slice(index, index + length);
    const around = excerpt(page.body, index, length).replaceAll(secret, maskValue(secret));
    return {
      place: { kind: "request", method: page.method, path: placeOf(page), parameter: name },
      title: `A secret is public: ${name}`,
      detail: "By its form it gives access to a service. Revoke it; taking it out of the script is not enough.",
      severity: sign.severity,
      evidence: [
        quoteExchange("Answer", page, { headers: ["content-type"] }),
        { label: "There", text: around, language: "text" },
      ],
    };
  });
}
