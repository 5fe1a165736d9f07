import type { FoundFault } from "@plimsoll/core";
import { defineCheck, type WebTarget } from "../../check.ts";
import { excerpt, quoteExchange } from "../../evidence.ts";
import { type Exchange, isHtml, mediaTypeOf } from "../../exchange.ts";
import { placeOf } from "../../probe/crawl.ts";
import { readHtml } from "../../probe/read-html.ts";
import { resultOf } from "../faults.ts";

/** Addresses of private networks (RFC 1918), and AWS names that hold one. */
const PRIVATE =
  /(?<![\d.])(?:10(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|172\.(?:1[6-9]|2\d|3[01])(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){2}|192\.168(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){2})(?!\.?\d)|\bip-(?:10|172|192)-\d{1,3}-\d{1,3}-\d{1,3}\b/g;
const MAX_FAULTS_A_PAGE = 5;

export const privateAddress = defineCheck({
  id: "leaks.private-address",
  group: "leaks",
  title: "Addresses of the internal network stay inside",
  why: "Addresses of machines behind the balancer are a map for whoever gets one foot in, and help against servers that can be made to send requests.",
  fix: {
    text: "Use public names in links and redirects, and take comments and debug output out of pages.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "proxy_redirect http://10.0.0.0/ https://$host/;\nproxy_hide_header X-Backend-Server;",
      },
      { server: "Apache", language: "apache", code: "UseCanonicalName On\nServerName www.example.com" },
    ],
  },
  severity: "low",
  profile: "passive",
  cwe: [497, 200],
  asvs: ["13.4.6"],
  answersTo: { zap: ["2"] },
  run(target) {
    const faults = new Map<string, FoundFault>();
    for (const page of [...target.pages, ...target.scripts]) {
      for (const { address, text, index } of addressesIn(target, page).slice(0, MAX_FAULTS_A_PAGE)) {
        if (faults.has(address)) continue;
        faults.set(address, {
          place: { kind: "request", method: page.method, path: placeOf(page), parameter: address },
          title: `The private address ${address} is shown`,
          detail: "It is in a header, a comment, a script or data; text that people read is not searched.",
          evidence: [
            quoteExchange("Answer", page),
            { label: "There", text: excerpt(text, index, address.length), language: "text" },
          ],
        });
      }
    }
    return Promise.resolve(resultOf([...faults.values()]));
  },
});

interface Address {
  address: string;
  text: string;
  index: number;
}

/** Text that people read may well be about such addresses; what is not meant for reading gives them away. */
function addressesIn(target: WebTarget, page: Exchange): Address[] {
  const own = new URL(target.origin).hostname;
  const headers = page.headers.map(([name, value]) => `${name}: ${value}`);
  const found = [...headers, ...hiddenTexts(page)].flatMap((text) =>
    [...text.matchAll(PRIVATE)].map((match) => ({ address: match[0], text, index: match.index })),
  );
  return [...new Map(found.filter(({ address }) => address !== own).map((item) => [item.address, item])).values()];
}

function hiddenTexts(page: Exchange): string[] {
  if (isHtml(page)) {
    const { comments, inlineScripts, links, resources } = readHtml(page);
    return [...comments, ...inlineScripts, ...links, ...resources.map((resource) => resource.url)];
  }
  return /\bjson$|javascript$|\bxml$/.test(mediaTypeOf(page)) ? [page.body] : [];
}
