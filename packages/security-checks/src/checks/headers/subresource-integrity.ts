import { defineCheck, type WebTarget } from "../../check.ts";
import type { Exchange } from "../../exchange.ts";
import { type HtmlResource, readHtml } from "../../probe/read-html.ts";
import { htmlPages, NO_HTML, resultOf, siteFault } from "../faults.ts";

export const subresourceIntegrity = defineCheck({
  id: "headers.subresource-integrity",
  group: "headers",
  title: "Scripts of other hosts are pinned",
  why: "Who controls the host of a script controls every page that loads it. With an integrity attribute, browsers run the script only while it is the one that was meant.",
  fix: {
    text: "Serve scripts yourself, or add integrity and crossorigin. The hash is made with: openssl dgst -sha384 -binary FILE | openssl base64 -A",
    snippets: [
      {
        server: "HTML",
        language: "html",
        code: '<script src="https://cdn.example.com/lib@1.2.3/lib.min.js"\n  integrity="sha384-…" crossorigin="anonymous"></script>',
      },
    ],
  },
  severity: "low",
  profile: "passive",
  cwe: [353, 829],
  asvs: ["3.6.1"],
  answersTo: { zap: ["90003"], observatory: ["subresource-integrity"] },
  run(target) {
    const shown = htmlPages(target.pages);
    if (shown.length === 0) return Promise.resolve(NO_HTML);
    const byHost = new Map<string, Exchange[]>();
    for (const page of shown)
      for (const host of unpinnedHosts(target, page)) byHost.set(host, [...(byHost.get(host) ?? []), page]);
    const faults = [...byHost].map(([host, seenOn]) =>
      siteFault({
        parameter: host,
        title: `Scripts of ${host} are not pinned`,
        detail: `Pages load scripts from ${host} without an integrity attribute.`,
        seenOn: [...new Set(seenOn)],
        headers: [],
      }),
    );
    return Promise.resolve(resultOf(faults));
  },
});

/** Other hosts from which the page loads scripts without a hash. Same site is same owner: sibling hosts are left out. */
function unpinnedHosts(target: WebTarget, page: Exchange): Set<string> {
  const { base, resources } = readHtml(page);
  const from = base && URL.canParse(base, page.url) ? new URL(base, page.url).href : page.url;
  const own = siteOf(new URL(target.origin).hostname);
  const hosts = resources.filter(needsPin).flatMap((resource) => {
    if (!URL.canParse(resource.url, from)) return [];
    const { protocol, hostname } = new URL(resource.url, from);
    return protocol.startsWith("http") && siteOf(hostname) !== own ? [hostname] : [];
  });
  return new Set(hosts);
}

function needsPin(resource: HtmlResource): boolean {
  return resource.kind === "script" && !/\bsha(?:256|384|512)-/.test(resource.attributes.integrity ?? "");
}

/** The last two labels: near enough to tell a company's own hosts from a stranger's; an address is itself. */
function siteOf(hostname: string): string {
  return /^[\d.]+$|:/.test(hostname) ? hostname : hostname.split(".").slice(-2).join(".");
}
