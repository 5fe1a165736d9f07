import type { FoundFault } from "@plimsoll/core";
import { marker } from "../../active/inputs.ts";
import { type Trial, tryPlaces } from "../../active/try-inputs.ts";
import { defineCheck } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, headerOf, isHtml, pathOf } from "../../exchange.ts";
import { readHtml } from "../../probe/read-html.ts";

const MAX_PAGES = 4;

export const hostHeader = defineCheck({
  id: "active.host-header",
  group: "active",
  title: "Links do not come from the request's host header",
  why: "An application that builds links from the Host or X-Forwarded-Host header sends links to an attacker's site: in mails with a reset link, in redirects, and to everybody where the answer is cached.",
  fix: {
    text: "Configure the public address of the site and build links from it. Let the server refuse hosts that it does not know, and the proxy set X-Forwarded-Host itself.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "server {\n  listen 443 ssl default_server;\n  ssl_reject_handshake on;\n}\n# in the real server block:\nproxy_set_header Host example.com;\nproxy_set_header X-Forwarded-Host example.com;",
      },
      { server: "Django", language: "python", code: 'ALLOWED_HOSTS = ["example.com"]\nUSE_X_FORWARDED_HOST = False' },
    ],
  },
  severity: "medium",
  profile: "active",
  cwe: [20, 644],
  asvs: ["4.1.3"],
  answersTo: {},
  run(target) {
    const paths = [...new Set(target.pages.map((page) => pathOf(page).split("?", 1)[0] ?? "/"))].slice(0, MAX_PAGES);
    const host = `${marker()}.example`;
    const ways: Record<string, string>[] = [
      { "x-forwarded-host": host },
      { forwarded: `host=${host}` },
      { "x-host": host },
      { host },
    ];
    return tryPlaces(
      target,
      // A header a place: each is mended in another part of the set-up.
      ways.map((headers) => paths.map((path) => trialOf(path, headers, host))),
    );
  },
});

/** A query of its own keeps the answer out of what caches give to others. */
function trialOf(path: string, headers: Record<string, string>, host: string): Trial {
  const [name = ""] = Object.keys(headers);
  return {
    request: { url: `${path}?${marker()}=1`, headers: { ...headers, "cache-control": "no-cache" } },
    judge: (answer) => judge(answer, name, host),
  };
}

function judge(answer: Exchange, header: string, host: string): FoundFault | null {
  const used = linksOf(answer).find(
    (link) => URL.canParse(link, answer.url) && new URL(link, answer.url).hostname === host,
  );
  if (used === undefined) return null;
  const index = answer.body.indexOf(host);
  return {
    place: { kind: "request", method: "GET", path: "/*", parameter: header },
    title: `Links are built from the header ${header}`,
    detail: `With another host in it, the answer leads to ${used}.`,
    evidence: [
      quoteExchange("Answer", answer, {
        requestHeaders: [header],
        headers: ["location"],
        ...(index < 0 ? {} : { around: { index, length: host.length } }),
      }),
    ],
  };
}

function linksOf(answer: Exchange): string[] {
  const headers = [headerOf(answer, "location"), headerOf(answer, "content-location")].flatMap((value) => value ?? []);
  if (!isHtml(answer)) return headers;
  const { links, base, metas, resources } = readHtml(answer);
  const described = metas.flatMap((meta) => (meta["property"] === "og:url" ? [meta["content"] ?? ""] : []));
  return [
    ...headers,
    ...links,
    ...described,
    ...resources.map((resource) => resource.url),
    ...(base === null ? [] : [base]),
  ];
}
