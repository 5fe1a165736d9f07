import type { CorpusEntry, CorpusSite } from "../corpus-entry.ts";
import { answering, type SitePage } from "../corpus-site.ts";
import { CORPUS_HOST, tlsSite } from "../tls-site.ts";
import { carefulSite } from "../corpus-site.ts";

const HSTS = { "strict-transport-security": "max-age=31536000; includeSubDomains" };

/** A site with an API that allows the origins which `allows` says, with cookies. */
function api(allows: (origin: string) => boolean): Promise<CorpusSite> {
  const data = (origin: string | undefined): SitePage => ({
    headers: {
      ...HSTS,
      "content-type": "application/json",
      vary: "origin",
      ...(origin !== undefined && allows(origin)
        ? { "access-control-allow-origin": origin, "access-control-allow-credentials": "true" }
        : {}),
    },
    body: '{"items":[]}',
  });
  return tlsSite({
    listener: answering({
      "/": { headers: HSTS, body: '<a href="/items">Items</a>' },
      "/items": (request) => data(request.headers.origin),
      "*": { status: 404, headers: HSTS },
    }),
  });
}

const ONE = `https://app.${CORPUS_HOST}`;
const clean = () => api((origin) => origin === ONE);

export const CORS_CORPUS: readonly CorpusEntry[] = [
  {
    checkId: "cors.reflected-origin",
    fault: "origin copied, with credentials",
    faulty: () => api(() => true),
    clean,
    at: { path: "/items", parameter: "origin" },
  },
  {
    checkId: "cors.null-origin",
    fault: "null allowed, with credentials",
    faulty: () => api((origin) => origin === "null"),
    clean,
    at: { path: "/items" },
  },
  {
    checkId: "cors.lookalike-origin",
    fault: "origin that begins like ours",
    faulty: () => api((origin) => origin.startsWith(`https://${CORPUS_HOST}`)),
    clean,
    at: { path: "/items" },
  },
  {
    checkId: "cors.lookalike-origin",
    fault: "origin that ends like ours",
    faulty: () => api((origin) => new URL(origin).hostname.endsWith(CORPUS_HOST)),
    clean,
    at: { path: "/items" },
  },
  {
    checkId: "cors.lookalike-origin",
    fault: "our host over plain HTTP",
    faulty: () => api((origin) => /^http:\/\/target\.test(?::\d+)?$/.test(origin)),
    clean,
    at: { path: "/items" },
  },
  {
    checkId: "cors.wildcard",
    fault: "a private host open to all websites",
    faulty: () => carefulSite({ "/": { headers: { "access-control-allow-origin": "*" } } }),
    // The same on a public name is how public data are meant to be served.
    clean: () =>
      tlsSite({
        listener: answering({
          "/": { headers: { ...HSTS, "access-control-allow-origin": "*" } },
          "*": { status: 404, headers: HSTS },
        }),
      }),
    at: { path: "/" },
  },
  {
    checkId: "cors.wildcard",
    fault: "* with credentials",
    faulty: () =>
      tlsSite({
        listener: answering({
          "/": { headers: { ...HSTS, "access-control-allow-origin": "*", "access-control-allow-credentials": "true" } },
          "*": { status: 404, headers: HSTS },
        }),
      }),
    clean,
  },
];
