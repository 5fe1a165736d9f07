import { defineCheck } from "../../check.ts";
import { type Exchange, headersOf } from "../../exchange.ts";
import { resultOf, siteFault } from "../faults.ts";

/** Headers that tools for developers add, and what they are of. */
const DEBUG_HEADERS: Readonly<Record<string, string>> = {
  "x-debug-token": "the Symfony profiler",
  "x-debug-token-link": "the Symfony profiler",
  "x-chromelogger-data": "ChromeLogger",
  "x-chromephp-data": "ChromePHP",
  "x-clockwork-id": "Clockwork",
  "x-debugbar-id": "PHP Debug Bar",
  "x-wf-1-index": "FirePHP",
  "x-sourcefiles": "ASP.NET's development server",
  "x-django-debug-toolbar": "the Django debug toolbar",
  "djdt-request-id": "the Django debug toolbar",
  "x-backend-server": "a balancer",
};

export const debugHeader = defineCheck({
  id: "leaks.debug-header",
  group: "leaks",
  title: "Developers' tools add no headers",
  why: "Headers of profilers and debug bars lead to pages with queries, settings and sessions; others name servers behind the balancer.",
  fix: {
    text: "Leave the tool out of what runs in production, or remove the header at the edge.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "proxy_hide_header X-Debug-Token;\nproxy_hide_header X-Debug-Token-Link;",
      },
      {
        server: "Symfony",
        language: "yaml",
        code: "# config/packages/prod/web_profiler.yaml\nframework:\n  profiler: false",
      },
    ],
  },
  severity: "medium",
  profile: "passive",
  cwe: [489, 497],
  asvs: ["13.4.2"],
  answersTo: { zap: ["10052", "10056", "10039"] },
  run({ pages }) {
    const faults = Object.entries(DEBUG_HEADERS).flatMap(([name, tool]) => {
      const seenOn = pages.filter((page: Exchange) => headersOf(page, name).length > 0);
      if (seenOn.length === 0) return [];
      const severity = name === "x-backend-server" ? "low" : "medium";
      const title = `The header ${name} is sent`;
      return [siteFault({ parameter: name, title, detail: `It is of ${tool}.`, severity, seenOn, headers: [name] })];
    });
    return Promise.resolve(resultOf(faults));
  },
});
