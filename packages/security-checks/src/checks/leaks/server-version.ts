import type { Severity } from "@plimsoll/core";
import { defineCheck } from "../../check.ts";
import { type Exchange, headersOf } from "../../exchange.ts";
import { readHtml } from "../../probe/read-html.ts";
import { htmlPages, resultOf, siteFault } from "../faults.ts";

/** Headers in which servers and frameworks name themselves. */
const NAMING = [
  "server",
  "x-powered-by",
  "x-aspnet-version",
  "x-aspnetmvc-version",
  "x-generator",
  "x-runtime-version",
  "via",
  "x-drupal-cache",
  "x-varnish-version",
  "liferay-portal",
];
const VERSION = /\d+\.\d+/;

export const serverVersion = defineCheck({
  id: "leaks.server-version",
  group: "leaks",
  title: "Versions of servers and frameworks are not announced",
  why: "A version number tells which known holes to try. It does not open any, but it saves an attacker the search and makes the site show up in searches for a hole of the day.",
  fix: {
    text: "Turn the announcement off, and keep the software up to date: that is what counts.",
    snippets: [
      { server: "nginx", language: "nginx", code: "server_tokens off;\nproxy_hide_header X-Powered-By;" },
      {
        server: "Apache",
        language: "apache",
        code: "ServerTokens Prod\nServerSignature Off\nHeader always unset X-Powered-By",
      },
      { server: "Node.js (Express)", language: "javascript", code: 'app.disable("x-powered-by");' },
      { server: "PHP", language: "ini", code: "expose_php = Off" },
      { server: "ASP.NET", language: "xml", code: '<httpRuntime enableVersionHeader="false" />' },
    ],
  },
  severity: "low",
  profile: "passive",
  cwe: [200, 497],
  asvs: ["13.4.6"],
  answersTo: { zap: ["10036", "10037", "10061"] },
  run({ pages }) {
    const faults = NAMING.flatMap((name) => {
      const seenOn = pages.filter((page) => severityOf(name, page) !== null);
      const [first] = seenOn;
      const severity = first && severityOf(name, first);
      if (!first || !severity) return [];
      const title =
        severity === "info" ? `The header ${name} names the software` : `The header ${name} gives a version`;
      return [
        siteFault({
          parameter: name,
          title,
          detail: headersOf(first, name).join(", "),
          severity,
          seenOn,
          headers: [name],
        }),
      ];
    });
    const generated = htmlPages(pages).filter((page) => VERSION.test(generatorOf(page)));
    const [first] = generated;
    if (first) {
      const words = { title: "A meta element gives a version", detail: generatorOf(first), severity: "low" as const };
      faults.push(siteFault({ parameter: "meta generator", ...words, seenOn: generated, headers: [] }));
    }
    return Promise.resolve(resultOf(faults));
  },
});

/** A version is a fault; a framework's bare name is worth a note; that of a common server is not. */
function severityOf(name: string, page: Exchange): Severity | null {
  const value = headersOf(page, name).join(", ");
  if (value === "") return null;
  // In Via the first number is the version of HTTP.
  const told = name === "via" ? value.replace(/(?:^|,)\s*(?:HTTP\/)?\d(?:\.\d)?\s+\S+/gi, "") : value;
  if (VERSION.test(told)) return "low";
  return name === "x-powered-by" ? "info" : null;
}

function generatorOf(page: Exchange): string {
  return readHtml(page).metas.find((meta) => meta.name?.toLowerCase() === "generator")?.content ?? "";
}
