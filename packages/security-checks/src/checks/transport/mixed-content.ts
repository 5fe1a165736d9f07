import type { FoundFault } from "@plimsoll/core";
import { defineCheck } from "../../check.ts";
import { listPages } from "../../evidence.ts";
import { type Exchange, headersOf, isHtml } from "../../exchange.ts";
import { type HtmlResource, readHtml } from "../../probe/read-html.ts";
import { isHttps, isLoopback } from "../../transport/target-host.ts";

/** What runs in the page or is sent from it; browsers block the former, and then the page is broken. */
const GRAVE: ReadonlySet<HtmlResource["kind"]> = new Set(["script", "style", "frame", "object", "form"]);

export const mixedContent = defineCheck({
  id: "transport.mixed-content",
  group: "transport",
  title: "Pages over HTTPS load nothing over plain HTTP",
  why: "A script or style that comes over plain HTTP can be changed on the way and then has the whole page; a form that sends to plain HTTP gives away what was typed. Browsers block part of it, which breaks the page instead.",
  fix: {
    text: "Name resources over https:// or relative to the page. As a first step, let browsers do it.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: 'add_header Content-Security-Policy "upgrade-insecure-requests" always;',
      },
      { server: "HTML", language: "html", code: '<script src="https://cdn.example.com/app.js"></script>' },
    ],
  },
  severity: "medium",
  profile: "passive",
  cwe: [311, 319],
  asvs: ["12.2.1"],
  answersTo: { zap: ["10040", "10041"] },
  async run(target) {
    if (!isHttps(target.origin)) return { outcome: "not-applicable", reason: "The target is plain HTTP." };
    const pages = target.pages.filter((page) => isHtml(page) && !upgrades(page));
    const found = new Map<string, { resource: HtmlResource; pages: Exchange[] }>();
    for (const page of pages) {
      for (const { url, resource } of insecureResources(page)) {
        const known = found.get(url) ?? { resource, pages: [] };
        found.set(url, { ...known, pages: [...known.pages, page] });
      }
    }
    const faults = [...found].map(([url, seen]) => faultOf(url, seen.resource, seen.pages));
    return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
  },
});

/** What is loaded or sent over plain HTTP, by address without query. */
function insecureResources(page: Exchange): { url: string; resource: HtmlResource }[] {
  const { resources, base } = readHtml(page);
  const from = base !== null && URL.canParse(base, page.url) ? new URL(base, page.url).href : page.url;
  return resources.flatMap((resource) => {
    if (!URL.canParse(resource.url, from)) return [];
    const url = new URL(resource.url, from);
    return url.protocol === "http:" && !isLoopback(url.origin)
      ? [{ url: `${url.origin}${url.pathname}`, resource }]
      : [];
  });
}

function upgrades(page: Exchange): boolean {
  const { metas } = readHtml(page);
  const inPage = metas.flatMap((meta) =>
    /^content-security-policy$/i.test(meta["http-equiv"] ?? "") ? [meta["content"] ?? ""] : [],
  );
  const policies = [...headersOf(page, "content-security-policy"), ...inPage];
  return policies.some((policy) => /(?:^|[;,])\s*upgrade-insecure-requests\s*(?:[;,]|$)/i.test(policy));
}

function faultOf(url: string, resource: HtmlResource, pages: readonly Exchange[]): FoundFault {
  const verb = resource.kind === "form" ? "sends a form to" : `loads a ${resource.kind} from`;
  const written = Object.entries(resource.attributes).map(([name, value]) => `${name}="${value}"`);
  return {
    place: { kind: "request", method: "GET", path: "/*", parameter: url },
    title: `A page over HTTPS ${verb} plain HTTP`,
    detail: `It names ${url}.`,
    ...(GRAVE.has(resource.kind) ? {} : { severity: "low" }),
    evidence: [
      { label: `Attributes of the ${resource.kind}`, text: written.join("\n"), language: "html" },
      listPages(pages),
    ],
  };
}
