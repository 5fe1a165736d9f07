import { createHmac } from "node:crypto";
import { posix } from "node:path";
import type { CorpusEntry } from "../corpus-entry.ts";
import { type AppAnswer, type AppHandler, type AppRequest, escapeHtml, smallApp } from "../small-app.ts";

const PASSWD = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin\n";

/** A home page with the links, and the handler for the rest. */
function app(links: string, handler: AppHandler) {
  return smallApp((request) => (request.path === "/" && request.method === "GET" ? { body: links } : handler(request)));
}
const SEARCH = '<form action="/search"><input name="q" value="shoes"></form>';
const NEXT = '<a href="/go?next=/cart">Cart</a>';
const ITEM = '<a href="/item?id=7">Item</a>';

/** A page that shows what was searched for, in its way. */
const search = (show: (query: string) => string) => () =>
  app(SEARCH, ({ path, query }) =>
    path === "/search" ? { body: `<p>Nothing found for ${show(query.get("q") ?? "")}</p>` } : undefined,
  );

const redirect = (decide: (next: string) => string) => () =>
  app(NEXT, ({ path, query }) =>
    path === "/go" ? { status: 302, headers: { location: decide(query.get("next") ?? "/") } } : undefined,
  );

const item = (answer: (id: string) => AppAnswer) => () =>
  app(ITEM, ({ path, query }) => (path === "/item" ? answer(query.get("id") ?? "") : undefined));

const INPUTS: readonly CorpusEntry[] = [
  {
    checkId: "active.reflected-xss",
    fault: "search term in the page as it is",
    faulty: search((query) => query),
    clean: search(escapeHtml),
    at: { path: "/search", parameter: "q" },
  },
  {
    checkId: "active.reflected-xss",
    fault: "value in an attribute, with < and > escaped alone",
    faulty: search((query) => `<a href="${query.replaceAll("<", "&lt;").replaceAll(">", "&gt;")}">again</a>`),
    clean: search((query) => `<a href="/search?q=${encodeURIComponent(query)}">again</a>`),
    at: { parameter: "q" },
  },
  {
    checkId: "active.reflected-xss",
    fault: "path in the page of a missing one",
    faulty: () => app("<p>Home</p>", ({ path }) => ({ status: 404, body: `<p>${decode(path)} is not here</p>` })),
    clean: () =>
      app("<p>Home</p>", ({ path }) => ({ status: 404, body: `<p>${escapeHtml(decode(path))} is not here</p>` })),
    at: { path: "/*" },
  },
  {
    checkId: "active.sql-error",
    fault: "value in a statement as it is",
    faulty: item((id) =>
      /['"\\]/.test(id)
        ? {
            status: 500,
            body: `<p>error: unterminated quoted string at or near "${escapeHtml("'")}"</p>`.replace("&#39;", "'"),
          }
        : { body: "<p>One item</p>" },
    ),
    clean: item((id) =>
      /^\d+$/.test(id) ? { body: "<p>One item</p>" } : { status: 400, body: "<p>The id is a number.</p>" },
    ),
    at: { path: "/item", parameter: "id" },
  },
  {
    checkId: "active.sql-error",
    fault: "id in a path of an API, for test accounts alone",
    faulty: () => ordersByPath((id) => id.includes("'")),
    clean: () => ordersByPath(() => false),
    at: { path: "/api/orders/{id}", parameter: "id" },
  },
  {
    checkId: "active.path-traversal",
    fault: "name of a file in a parameter",
    faulty: () =>
      app(
        '<a href="/show?file=terms.txt">Terms</a>',
        showFile((name) => posix.resolve("/srv/docs", name)),
      ),
    clean: () =>
      app(
        '<a href="/show?file=terms.txt">Terms</a>',
        showFile((name) => posix.join("/srv/docs", posix.basename(name))),
      ),
    at: { path: "/show", parameter: "file" },
  },
  {
    checkId: "active.path-traversal",
    fault: "path of a static file, encoded",
    faulty: () =>
      app(
        "<p>Home</p>",
        staticFile((path) => posix.resolve(`/srv/docs/${decode(path)}`)),
      ),
    clean: () =>
      app(
        "<p>Home</p>",
        staticFile((path) => `/srv/docs${posix.resolve("/", decode(path))}`),
      ),
    at: { path: "/*", parameter: "/" },
  },
  {
    checkId: "active.open-redirect",
    fault: "goes wherever the parameter says",
    faulty: redirect((next) => next.trim()),
    clean: redirect((next) => sameOrigin(next)),
    at: { path: "/go", parameter: "next" },
  },
  {
    checkId: "active.open-redirect",
    fault: "takes //host for a path",
    faulty: redirect((next) => (next.startsWith("/") ? next : "/")),
    clean: redirect((next) => (/^\/[a-z]*$/.test(next) ? next : "/")),
    at: { parameter: "next" },
  },
  {
    checkId: "active.header-injection",
    fault: "line break of a parameter in Location",
    faulty: () =>
      app(NEXT, ({ path, query, raw }) => {
        if (path !== "/go") return undefined;
        // Node's own functions refuse line breaks: careless servers do not.
        const to = `/${(query.get("next") ?? "").replace(/^\/+/, "")}`;
        raw.response.socket?.end(
          `HTTP/1.1 302 Found\r\nLocation: ${to}\r\nCache-Control: no-store\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
        );
        return null;
      }),
    clean: redirect((next) => `/${encodeURIComponent(next)}`),
    at: { path: "/go", parameter: "next" },
  },
];

/** An API whose statement breaks for some ids. */
async function ordersByPath(breaks: (id: string) => boolean) {
  const site = await app("<p>Orders API</p>", ({ path, header }) => {
    const id = /^\/api\/orders\/([^/]+)$/.exec(path)?.[1];
    if (id === undefined) return undefined;
    const headers = { "cache-control": "no-store" };
    if (header("authorization") !== "Bearer ada") return { status: 401, headers, body: { error: "sign in" } };
    if (breaks(decode(id))) return { status: 500, headers, body: { error: 'ERROR: syntax error at or near "\'"' } };
    return id === "7" ? { headers, body: { id: 7 } } : { status: 404, headers, body: { error: "no such order" } };
  });
  const parameters = [{ in: "path", name: "id", required: true, example: "7" }];
  const openApi = {
    openapi: "3.1.0",
    security: [{ bearer: [] }],
    paths: { "/api/orders/{id}": { get: { parameters } } },
  };
  const identities = [{ name: "Ada", headers: { authorization: "Bearer ada" } }];
  return { ...site, scan: { openApi: JSON.stringify(openApi), identities } };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function sameOrigin(next: string): string {
  const url = URL.canParse(next, "http://own.test") ? new URL(next, "http://own.test") : null;
  return url?.origin === "http://own.test" ? `/${url.pathname.replace(/^\/+/, "")}${url.search}` : "/";
}

function showFile(resolve: (name: string) => string): AppHandler {
  return ({ path, query }) => (path === "/show" ? readFile(resolve(query.get("file") ?? "")) : undefined);
}

function staticFile(resolve: (path: string) => string): AppHandler {
  return ({ path }) => readFile(resolve(path));
}

/** The whole of a file system. */
function readFile(path: string): AppAnswer | undefined {
  if (path === "/etc/passwd") return { body: `<pre>\n${PASSWD}</pre>` };
  return path === "/srv/docs/terms.txt" ? { body: "<p>Terms</p>" } : undefined;
}

/** The admin page, refused where the rule says so; routes are matched as the second function says. */
function adminApp(isRefused: (request: AppRequest) => boolean, route: (request: AppRequest) => string) {
  return app("<p>Welcome to the shop, have a look around</p>", (request) => {
    if (isRefused(request)) return { status: 403, body: "<p>Forbidden</p>" };
    return route(request) === "/admin" ? { body: "<h1>Customers</h1><p>Ada, Grace and Barbara</p>" } : undefined;
  });
}

/** Ten words, others for each number. */
function words(number: number): string {
  const letters = (value: number) => value.toString(26).replace(/\d/g, (digit) => "qrstuvwxyz"[Number(digit)] ?? "");
  return Array.from({ length: 10 }, (_, i) => `shop${letters(number * 10 + i)}`).join(" ");
}

const hostApp = (hostOf: (request: AppRequest) => string) => () =>
  smallApp((request) =>
    request.path === "/" ? { body: `<p>Hello</p><a href="http://${hostOf(request)}/reset">Reset</a>` } : undefined,
  );

const SIGN_IN_FORM =
  '<form method="post" action="/sign-in"><input name="user" autocomplete="username"><input name="password" type="password" autocomplete="current-password"></form>';

function signInApp(limit: number) {
  let failed = 0;
  return app(SIGN_IN_FORM, ({ path, method }) => {
    if (path !== "/sign-in" || method !== "POST") return undefined;
    failed += 1;
    if (failed > limit) return { status: 429, headers: { "retry-after": "900" }, body: "<p>Too many attempts</p>" };
    return { status: 401, body: "<p>Wrong name or password</p>" };
  });
}

/** The page of the form answers to it, too, with a message; without one, its script asks an endpoint that counts. */
function signInPage(message: string) {
  const text = "<h1>Sign in to the shop</h1><p>Customers find their orders, addresses and invoices here.</p>";
  let failed = 0;
  return app('<a href="/sign-in">Sign in</a>', ({ path, method }) => {
    if (path === "/sign-in") return { body: `${text}${method === "POST" ? message : ""}${SIGN_IN_FORM}` };
    if (path !== "/api/login" || message !== "") return undefined;
    failed += 1;
    return { status: failed > 5 ? 429 : 401, body: { error: "wrong" } };
  });
}

const GRAPHQL_TYPES = {
  data: { __schema: { queryType: { name: "Query" }, types: [{ name: "Query" }, { name: "Order" }] } },
};

function graphqlApp(answer: AppAnswer) {
  return app("<p>Shop</p>", ({ path, method }) => (path === "/graphql" && method === "POST" ? answer : undefined));
}

/** Signed with the secret, as the libraries do it. */
function signToken(secret: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: "ada", role: "customer" })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** An account page that asks for a token; `takes` says which ones are good. */
async function tokenApp(secret: string, takes: (token: string, good: string) => boolean) {
  const good = signToken(secret);
  const site = await app("<a href='/account'>Account</a>", ({ path, header }) => {
    if (path !== "/account") return undefined;
    const token = header("authorization").replace(/^Bearer /, "");
    return takes(token, good)
      ? { headers: { "cache-control": "no-store" }, body: "<p>Ada's account</p>" }
      : { status: 401, body: "<p>Sign in</p>" };
  });
  return { ...site, scan: { identities: [{ name: "Ada", headers: { authorization: `Bearer ${good}` } }] } };
}
const LONG_SECRET = "nNzQ2vY1T0o3uKx8sWc5rEa9dJ4hLf7g";
const algorithmOf = (token: string) =>
  /"alg":"(\w+)"/.exec(Buffer.from(token.split(".")[0] ?? "", "base64url").toString())?.[1] ?? "";

const SERVERS: readonly CorpusEntry[] = [
  {
    checkId: "active.auth-bypass",
    fault: "proxy refuses /admin, application reads //admin",
    faulty: () =>
      adminApp(
        ({ path }) => path === "/admin",
        ({ path }) => path.replace(/\/+/g, "/"),
      ),
    clean: () =>
      adminApp(
        ({ path }) => path.replace(/\/+/g, "/") === "/admin",
        ({ path }) => path,
      ),
    at: { path: "/admin", parameter: "two slashes" },
  },
  {
    checkId: "active.auth-bypass",
    fault: "X-Original-URL is believed",
    faulty: () =>
      smallApp((request) => {
        if (request.path === "/admin") return { status: 403, body: "<p>Forbidden</p>" };
        const meant = request.header("x-original-url") || request.path;
        if (meant === "/admin") return { body: "<h1>Customers</h1><p>Ada, Grace and Barbara</p>" };
        return meant === "/" ? { body: "<p>Welcome to the shop, have a look around</p>" } : undefined;
      }),
    clean: () =>
      adminApp(
        ({ path }) => path === "/admin",
        ({ path }) => path,
      ),
    at: { path: "/admin", parameter: "x-original-url" },
  },
  {
    checkId: "active.auth-bypass",
    fault: "X-Forwarded-For: 127.0.0.1 is let in",
    faulty: () =>
      adminApp(
        ({ path, header }) => path === "/admin" && header("x-forwarded-for") !== "127.0.0.1",
        ({ path }) => path,
      ),
    // Odd spellings lead to the home page here, as in single-page apps, and it shows something else each time.
    clean: () => {
      let shown = 0;
      return smallApp(({ path }) => {
        if (path === "/admin") return { status: 403, body: "<p>Forbidden</p>" };
        shown += 1;
        return { body: `<p>${words(shown)}</p>` };
      });
    },
    at: { path: "/admin", parameter: "x-forwarded-for" },
  },
  {
    checkId: "active.host-header",
    fault: "links from X-Forwarded-Host",
    faulty: hostApp((request) => request.header("x-forwarded-host") || "127.0.0.1"),
    clean: hostApp(() => "127.0.0.1"),
    at: { path: "/*", parameter: "x-forwarded-host" },
  },
  {
    checkId: "active.host-header",
    fault: "links from Host",
    faulty: hostApp((request) => request.header("host")),
    clean: () =>
      smallApp(({ path, header }) =>
        path === "/" ? { body: `<p>You asked ${escapeHtml(header("host"))}</p>` } : undefined,
      ),
    at: { parameter: "host" },
  },
  {
    checkId: "active.sign-in-rate-limit",
    fault: "form takes wrong passwords without end",
    faulty: () => signInApp(Number.POSITIVE_INFINITY),
    clean: () => signInApp(5),
    at: { path: "/sign-in" },
  },
  {
    checkId: "active.sign-in-rate-limit",
    fault: "form's page says so each time",
    faulty: () => signInPage("<p role='alert'>Wrong name or password</p>"),
    clean: () => signInPage(""),
    at: { path: "/sign-in" },
  },
  {
    checkId: "active.sign-in-rate-limit",
    fault: "JSON endpoint takes wrong passwords without end",
    faulty: () =>
      app("<p>App</p>", ({ path }) => (path === "/api/login" ? { status: 401, body: { error: "wrong" } } : undefined)),
    clean: () => {
      let failed = 0;
      return app("<p>App</p>", ({ path }) => {
        if (path !== "/api/login") return undefined;
        failed += 1;
        return failed > 8
          ? { status: 401, body: { error: "too many attempts" } }
          : { status: 401, body: { error: "wrong" } };
      });
    },
    at: { path: "/api/login" },
  },
  {
    checkId: "active.graphql-introspection",
    fault: "introspection on",
    faulty: () => graphqlApp({ body: GRAPHQL_TYPES }),
    clean: () => graphqlApp({ status: 400, body: { errors: [{ message: "introspection is not allowed" }] } }),
    at: { path: "/graphql" },
  },
  {
    checkId: "active.http-methods",
    fault: "TRACE answers with the request",
    faulty: () =>
      app("<p>Shop</p>", ({ method, header }) =>
        method === "TRACE" ? { body: `TRACE / HTTP/1.1\nx-plimsoll-probe: ${header("x-plimsoll-probe")}` } : undefined,
      ),
    clean: () => app("<p>Shop</p>", ({ method }) => (method === "TRACE" ? { status: 405 } : undefined)),
    at: { path: "/" },
  },
  {
    checkId: "active.http-methods",
    fault: "WebDAV on",
    faulty: () => app("<p>Shop</p>", allows("GET, HEAD, OPTIONS, PROPFIND, MKCOL, COPY, MOVE")),
    clean: () => app("<p>Shop</p>", allows("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")),
    at: { parameter: "allow" },
  },
  {
    checkId: "active.jwt",
    fault: "secret of a tutorial",
    faulty: () => tokenApp("your-256-bit-secret", (token, good) => token === good),
    clean: () => tokenApp(LONG_SECRET, (token, good) => token === good),
    at: { parameter: "secret of authorization" },
  },
  {
    checkId: "active.jwt",
    fault: "algorithm none is taken",
    faulty: () => tokenApp(LONG_SECRET, (token, good) => token === good || algorithmOf(token) === "none"),
    clean: () => tokenApp(LONG_SECRET, (token, good) => token === good),
    at: { parameter: "signature" },
  },
  {
    checkId: "active.jwt",
    fault: "signature is not looked at",
    faulty: () => tokenApp(LONG_SECRET, (token, good) => token.split(".")[1] === good.split(".")[1]),
    clean: () => tokenApp(LONG_SECRET, (token, good) => token === good),
    at: { parameter: "signature" },
  },
];

function allows(methods: string): AppHandler {
  return ({ method }) => (method === "OPTIONS" ? { status: 204, headers: { allow: methods } } : undefined);
}

export const ACTIVE_CORPUS: readonly CorpusEntry[] = [...INPUTS, ...SERVERS];
