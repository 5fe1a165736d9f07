import type { CorpusEntry, CorpusSite } from "../corpus-entry.ts";
import { type AppHandler, type AppRequest, smallApp } from "../small-app.ts";

const ADA = { name: "Ada", headers: { authorization: "Bearer ada" } };
const GRACE = { name: "Grace", headers: { authorization: "Bearer grace" } };
const PRIVATE = { "cache-control": "no-store" };

const ORDERS = [
  { id: "41", owner: "ada", total: 12 },
  { id: "42", owner: "grace", total: 99 },
];

/** Orders by list and by id, for people with a token. */
const DOCUMENT = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "Orders", version: "1" },
  security: [{ bearer: [] }],
  paths: {
    "/api/orders": {
      get: { responses: { 200: content({ type: "array", items: { $ref: "#/components/schemas/Order" } }) } },
    },
    "/api/orders/{id}": {
      get: {
        parameters: [{ in: "path", name: "id", required: true, schema: { type: "string", example: "41" } }],
        responses: { 200: content({ $ref: "#/components/schemas/Order" }) },
      },
    },
  },
  components: {
    securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    schemas: {
      Order: {
        type: "object",
        properties: { id: { type: "string" }, owner: { type: "string" }, total: { type: "number" } },
      },
    },
  },
});

function content(schema: object) {
  return { description: "ok", content: { "application/json": { schema } } };
}

interface OrdersRules {
  /** Who may call at all; people with a token by default. */
  lets?: (request: AppRequest, user: string) => boolean;
  /** Which orders somebody may read by id; their own by default. */
  reads?: (owner: string, user: string) => boolean;
  /** What is added to each order. */
  extra?: object;
}

async function ordersApi(rules: OrdersRules): Promise<CorpusSite> {
  const { lets = (_, user) => user !== "", reads = (owner, user) => owner === user, extra = {} } = rules;
  const site = await smallApp((request) => {
    if (request.path === "/") return { body: "<p>Orders API</p>" };
    if (!request.path.startsWith("/api/")) return undefined;
    const user = /^Bearer (ada|grace)$/.exec(request.header("authorization"))?.[1] ?? "";
    if (!lets(request, user)) return { status: 401, headers: PRIVATE, body: { error: "sign in" } };
    if (request.path === "/api/orders") {
      const own = ORDERS.filter((order) => user === "" || order.owner === user);
      return { headers: PRIVATE, body: own.map((order) => ({ ...order, ...extra })) };
    }
    const order = ORDERS.find(({ id }) => request.path === `/api/orders/${id}`);
    return order && (user === "" || reads(order.owner, user))
      ? { headers: PRIVATE, body: { ...order, ...extra } }
      : undefined;
  });
  return { ...site, scan: { openApi: DOCUMENT, identities: [ADA, GRACE] } };
}

/** A site whose tRPC endpoint answers as the library does for an unknown procedure. */
function trpcApp(data: object, handler: AppHandler = () => undefined) {
  return smallApp((request) => {
    const name = /^\/api\/trpc\/([\w.]+)$/.exec(request.path)?.[1];
    if (request.path === "/") return { body: "<p>App</p>" };
    if (name === undefined) return handler(request);
    const message = `No procedure found on path "${name}"`;
    const error = { message, code: -32004, data: { code: "NOT_FOUND", httpStatus: 404, path: name, ...data } };
    return { status: 404, body: { error } };
  });
}

export const API_CORPUS: readonly CorpusEntry[] = [
  {
    checkId: "api.authentication-missing",
    fault: "list without credentials",
    faulty: () => ordersApi({ lets: () => true }),
    clean: () => ordersApi({}),
    at: { path: "/api/orders" },
  },
  {
    checkId: "api.authentication-missing",
    fault: "check forgotten on the route of one object",
    faulty: () => ordersApi({ lets: ({ path }, user) => user !== "" || path.startsWith("/api/orders/") }),
    // Answers one page to every path, with no API behind it that anybody could call.
    clean: async () => ({
      ...(await smallApp(({ path, method }) =>
        path.startsWith("/api/")
          ? { status: 401, headers: PRIVATE, body: { error: "sign in" } }
          : method === "GET"
            ? { body: "<p>App</p>" }
            : undefined,
      )),
      scan: { openApi: DOCUMENT },
    }),
    at: { path: "/api/orders/{id}" },
  },
  {
    checkId: "api.object-access",
    fault: "any account reads any order",
    faulty: () => ordersApi({ reads: () => true }),
    clean: () => ordersApi({}),
    at: { path: "/api/orders/{id}", parameter: "id" },
  },
  {
    checkId: "api.excessive-data",
    fault: "hash of the password in each answer",
    faulty: () => ordersApi({ extra: { customer: 7, passwordHash: "plimsoll-corpus" } }),
    clean: () => ordersApi({ extra: { total: 13 } }),
    at: { path: "/api/orders" },
  },
  {
    checkId: "api.trpc",
    fault: "errors with their stack",
    faulty: () =>
      trpcApp({ stack: "TRPCError: No procedure found\n    at /srv/app/node_modules/@trpc/server/dist/index.js:12:7" }),
    clean: () => trpcApp({}),
    at: { path: "/*", parameter: "stack at /api/trpc" },
  },
  {
    checkId: "api.trpc",
    fault: "panel for everybody",
    faulty: () => trpcApp({}, ({ path }) => (path === "/panel" ? { body: "<div id='trpc-panel'></div>" } : undefined)),
    clean: () => trpcApp({}, ({ path }) => (path === "/panel" ? { status: 401, body: "<p>Sign in</p>" } : undefined)),
    at: { path: "/panel" },
  },
];
