import { AppError, type FoundFault } from "@plimsoll/core";
import { marker } from "../../active/inputs.ts";
import { type Trial, tryPlaces } from "../../active/try-inputs.ts";
import { defineCheck, type WebTarget } from "../../check.ts";
import { quoteExchange } from "../../evidence.ts";
import { type Exchange, isHtml, pathOf, type ProbeRequest } from "../../exchange.ts";
import { readHtml } from "../../probe/read-html.ts";
import { areSimilar } from "../../probe/similar-text.ts";

const GUESSES = [
  "/admin",
  "/admin/users",
  "/api/admin",
  "/api/users",
  "/internal",
  "/manage",
  "/private",
  "/dashboard",
];
const MAX_PROTECTED = 5;

export const authBypass = defineCheck({
  id: "active.auth-bypass",
  group: "active",
  title: "Protected paths stay protected in every spelling",
  why: "Where a proxy decides by the path who may pass, and the application reads the path in another way, /admin is refused and //admin or /Admin is served. Some servers also believe headers that say which path was meant or where a request comes from.",
  fix: {
    text: "Decide in the application, by route and signed-in user. Let the proxy normalise paths, refuse odd ones and drop headers that only it may set.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: 'merge_slashes on;\nproxy_set_header X-Original-URL "";\nproxy_set_header X-Rewrite-URL "";\nproxy_set_header X-Forwarded-For $remote_addr;',
      },
      {
        server: "Express",
        language: "js",
        code: 'app.use("/admin", requireAdmin, adminRouter); // beside the routes, not in the proxy',
      },
    ],
  },
  severity: "critical",
  profile: "active",
  cwe: [285, 288, 290],
  asvs: ["8.3.1", "8.4.2", "4.1.3"],
  answersTo: { zap: ["40038"] },
  async run(target) {
    const refused = await findProtected(target);
    if (refused.length === 0) {
      return { outcome: "not-applicable", reason: "No path was found that is refused to visitors (401 or 403)." };
    }
    const [home] = target.pages;
    return tryPlaces(
      target,
      refused.map((path) => tricks(path).map((trick) => trialOf(target, path, trick, home))),
    );
  },
});

/** Paths that answer 401 or 403 to a visitor: of the crawl, and of the usual names. */
async function findProtected(target: WebTarget): Promise<string[]> {
  const isRefused = (answer: Exchange) => answer.status === 401 || answer.status === 403;
  const found = new Set(target.pages.filter(isRefused).map((page) => pathOf(page).split("?", 1)[0] ?? "/"));
  for (const path of GUESSES) {
    if (found.size >= MAX_PROTECTED) break;
    const answer = await target.send({ url: path }).catch(orNothing);
    if (answer && isRefused(answer) && !(await target.looksMissing(answer))) found.add(path);
  }
  found.delete("/");
  return [...found].slice(0, MAX_PROTECTED);
}

/** One path that gives no answer is one less to try. */
function orNothing(error: unknown): null {
  if (error instanceof AppError) return null;
  throw error;
}

interface Trick {
  /** Part of fingerprints: stable. */
  name: string;
  request: ProbeRequest;
}

function tricks(path: string): Trick[] {
  const bare = path.replace(/\/$/, "");
  const last = bare.lastIndexOf("/") + 1;
  const encoded = `${bare.slice(0, last)}%${bare.charCodeAt(last).toString(16)}${bare.slice(last + 1)}`;
  const paths: [string, string][] = [
    ["slash at the end", path.endsWith("/") ? bare : `${bare}/`],
    ["two slashes", `/${bare}`],
    ["dot in the path", `/.${bare}`],
    ["dot at the end", `${bare}/.`],
    ["encoded slash", `${bare}%2f`],
    ["encoded letter", encoded],
    ["capitals", bare.toUpperCase()],
    ["semicolon", `${bare};/`],
    ["semicolon and dots", `${bare}/..;/${bare.slice(last)}`],
    ["way around", `/plimsoll/..${bare}`],
    ["extension", `${bare}.json`],
    ["space", `${bare}%20`],
    ["tab", `${bare}%09`],
    ["question mark", `${bare}?`],
  ];
  const headers: [string, string, string][] = [
    ["x-original-url", bare, "/"],
    ["x-rewrite-url", bare, "/"],
    ["x-forwarded-for", "127.0.0.1", path],
    ["x-real-ip", "127.0.0.1", path],
    ["x-custom-ip-authorization", "127.0.0.1", path],
    ["x-forwarded-host", "localhost", path],
    ["x-http-method-override", "GET", path],
  ];
  return [
    ...paths.map(([name, url]) => ({ name, request: { url } })),
    ...headers.map(([name, value, url]) => ({ name, request: { url, headers: { [name]: value } } })),
  ];
}

function trialOf(target: WebTarget, path: string, trick: Trick, home: Exchange | undefined): Trial {
  return {
    request: trick.request,
    async judge(answer) {
      if (!(await isContent(target, answer, home)) || (await isServedAnyway(target, path, trick))) return null;
      // A path that is served to everybody by now was none that is protected.
      const again = await target.send({ url: path });
      return again.status === 401 || again.status === 403 ? faultOf(path, trick, again, answer) : null;
    },
  };
}

/** True for an answer that only the protected page can be: not the home page, not a sign-in, not what any path answers. */
async function isContent(target: WebTarget, answer: Exchange, home: Exchange | undefined): Promise<boolean> {
  if (answer.status !== 200 || answer.body.trim() === "") return false;
  if (home && areSimilar(answer.body, home.body)) return false;
  if (isHtml(answer) && readHtml(answer).inputs.some((input) => input.type === "password")) return false;
  return !(await target.looksMissing(answer));
}

/** True when the same trick serves a path that cannot exist: then what was served is no answer of the protected one. */
async function isServedAnyway(target: WebTarget, path: string, trick: Trick): Promise<boolean> {
  const unknown = `${path.replace(/\/$/, "").replace(/[^/]*$/, "")}${marker()}`;
  const control = tricks(unknown).find(({ name }) => name === trick.name);
  return !control || (await target.send(control.request)).status === 200;
}

function faultOf(path: string, trick: Trick, refused: Exchange, served: Exchange): FoundFault {
  return {
    place: { kind: "request", method: "GET", path, parameter: trick.name },
    title: `${path} is refused, but served by a trick (${trick.name})`,
    detail: `The ordinary request answers ${refused.status}, this one ${served.status} with content.`,
    evidence: [
      quoteExchange("Ordinary request", refused),
      quoteExchange("Request that got in", served, {
        requestHeaders: Object.keys(trick.request.headers ?? {}),
        headers: ["content-type"],
        around: { index: 0, length: 200 },
      }),
    ],
  };
}
