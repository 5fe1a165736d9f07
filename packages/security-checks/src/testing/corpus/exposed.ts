import { gzipSync } from "node:zlib";
import type { RequestListener } from "node:http";
import type { CorpusEntry, CorpusSite } from "../corpus-entry.ts";
import { CAREFUL_HEADERS, httpSite } from "../corpus-site.ts";
import { page } from "../tls-site.ts";

interface Served {
  type: string;
  body: string | Buffer;
  status?: number;
}
type Tree = Readonly<Record<string, Served>>;

const html = (body: string): Served => ({ type: "text/html; charset=utf-8", body });
const text = (body: string): Served => ({ type: "text/plain; charset=utf-8", body });
const json = (value: unknown): Served => ({ type: "application/json", body: JSON.stringify(value) });
const binary = (body: Buffer): Served => ({ type: "application/octet-stream", body });

/** A careful site that serves these paths, too. */
function siteWith(tree: Tree): Promise<CorpusSite> {
  return httpSite(
    serve({ "/": html(page("<p>Hello</p>")), ...tree }, { ...html(page("<p>No such page.</p>")), status: 404 }),
  );
}

/** Answers its one page to every path, as single-page apps do. */
function singlePageApp(body = page('<div id="app">Loading</div>')): Promise<CorpusSite> {
  return httpSite(serve({}, html(body)));
}

function serve(tree: Tree, otherwise: Served): RequestListener {
  return (request, response) => {
    const { type, body, status } = tree[String(request.url)] ?? otherwise;
    response.writeHead(status ?? 200, { ...CAREFUL_HEADERS, "content-type": type }).end(body);
  };
}

const ENV = "# Production\nNODE_ENV=production\nDATABASE_URL=postgres://shop:hunter2hunter2@db.example/shop\n";

const FILES: readonly CorpusEntry[] = [
  {
    checkId: "exposed.environment-file",
    fault: ".env in the served folder",
    faulty: () => siteWith({ "/.env": binary(Buffer.from(ENV)) }),
    clean: () => singlePageApp(),
    at: { path: "/.env" },
  },
  {
    checkId: "exposed.environment-file",
    fault: ".env.production below /api",
    faulty: () => siteWith({ "/api/.env": text(`export ${ENV.split("\n")[1]}\nSECRET=aaaaaaaaaaaa\n`) }),
    clean: () => siteWith({ "/.env": text("Nothing here = nothing to see.\n") }),
    at: { path: "/api/.env" },
  },
  {
    checkId: "exposed.environment-file",
    fault: ".env of a site that answers 200 to everything",
    faulty: () => httpSite(serve({ "/.env": text(ENV) }, html(page("<p>Not found, sorry</p>")))),
    // Says the same, in the form of an environment file, whatever is asked for.
    clean: () => httpSite(serve({ "/": html(page("<p>Hello</p>")) }, text("ERROR=not found\nSTATUS=404\n"))),
    at: { path: "/.env" },
  },
  {
    checkId: "exposed.configuration-file",
    fault: "private key",
    faulty: () =>
      siteWith({ "/server.key": text("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIO\n-----END EC PRIVATE KEY-----\n") }),
    clean: () => siteWith({ "/server.key": text("-----BEGIN PUBLIC KEY-----\nMFkwEwYH\n-----END PUBLIC KEY-----\n") }),
    at: { path: "/server.key" },
  },
  {
    checkId: "exposed.configuration-file",
    fault: "Compose file",
    faulty: () => siteWith({ "/docker-compose.yml": text("services:\n  db:\n    image: postgres\n") }),
    clean: () => singlePageApp(page("<pre>services:\n  db:\n</pre>")),
    at: { path: "/docker-compose.yml" },
  },
  {
    checkId: "exposed.version-control",
    fault: ".git in the served folder",
    faulty: () =>
      siteWith({ "/.git/HEAD": text("ref: refs/heads/main\n"), "/.git/config": text("[core]\n\tbare = false\n") }),
    clean: () => singlePageApp(page("<p>ref: refs/heads/main</p>")),
    at: { path: "/.git/HEAD" },
  },
  {
    checkId: "exposed.version-control",
    fault: "Subversion working copy",
    faulty: () => siteWith({ "/.svn/wc.db": binary(Buffer.from("SQLite format 3\0\x10\0\x01\x01")) }),
    clean: () => siteWith({ "/.svn/": { ...html(page("<p>Forbidden</p>")), status: 403 } }),
    at: { path: "/.svn/wc.db" },
  },
  {
    checkId: "exposed.backup-files",
    fault: "archive of the site",
    faulty: () => siteWith({ "/backup.tar.gz": binary(gzipSync("everything")) }),
    clean: () => singlePageApp(),
    at: { path: "/backup.tar.gz" },
  },
  {
    checkId: "exposed.backup-files",
    fault: "dump of the database",
    faulty: () =>
      siteWith({
        "/dump.sql": text("-- PostgreSQL database dump\n\nSET statement_timeout = 0;\nCREATE TABLE people ();\n"),
      }),
    clean: () => siteWith({ "/dump.sql": text("There is no dump here.\n") }),
    at: { path: "/dump.sql" },
  },
  {
    checkId: "exposed.backup-files",
    fault: "copy of a page's source",
    faulty: () =>
      siteWith({
        "/": html(page('<a href="/cart.php">Cart</a>')),
        "/cart.php": html(page("<p>Empty</p>")),
        "/cart.php.bak": text('<?php require "db.php"; $cart = load($_SESSION["id"]);'),
      }),
    clean: () => siteWith({ "/": html(page('<a href="/cart.php">Cart</a>')), "/cart.php": html(page("<p>Empty</p>")) }),
    at: { path: "/cart.php.bak" },
  },
];

const ENDPOINTS: readonly CorpusEntry[] = [
  {
    checkId: "exposed.panels",
    fault: "queue panel without a sign-in",
    faulty: () =>
      siteWith({ "/admin/queues": html("<!doctype html><html lang='en'><title>Bull Dashboard</title></html>") }),
    clean: () => siteWith({ "/admin/queues": { ...html(page("<p>Sign in first</p>")), status: 401 } }),
    at: { path: "/admin/queues" },
  },
  {
    checkId: "exposed.panels",
    fault: "database panel",
    faulty: () =>
      siteWith({
        "/phpmyadmin/": html(
          page('<form action="/in" method="post"><input name="pma_username" autocomplete="off"></form>'),
        ),
      }),
    clean: () => singlePageApp(page("<p>We use phpMyAdmin, Sidekiq and Kibana.</p>")),
    at: { path: "/phpmyadmin/" },
  },
  {
    checkId: "exposed.panels",
    fault: "Elasticsearch",
    faulty: () => siteWith({ "/_cluster/health": json({ cluster_name: "shop", status: "green", number_of_nodes: 3 }) }),
    clean: () => siteWith({ "/_cluster/health": json({ status: "ok" }) }),
    at: { path: "/_cluster/health" },
  },
  {
    checkId: "exposed.debug-endpoints",
    fault: "Spring's environment",
    faulty: () =>
      siteWith({
        "/actuator/env": json({ activeProfiles: ["prod"], propertySources: [{ name: "systemEnvironment" }] }),
      }),
    clean: () => siteWith({ "/actuator/health": json({ status: "UP" }) }),
    at: { path: "/actuator/env" },
  },
  {
    checkId: "exposed.debug-endpoints",
    fault: "metrics for everybody",
    faulty: () =>
      siteWith({ "/metrics": text("# HELP orders_total Orders.\n# TYPE orders_total counter\norders_total 12\n") }),
    clean: () => siteWith({ "/metrics": html(page("<p># HELP us measure</p>")) }),
    at: { path: "/metrics" },
  },
  {
    checkId: "exposed.debug-endpoints",
    fault: "Go's profiler",
    faulty: () => siteWith({ "/debug/pprof/": html(page("<p>/debug/pprof/</p><p>Types of profiles available:</p>")) }),
    clean: () => singlePageApp(page("<p>Types of profiles available: personal, company</p>")),
    at: { path: "/debug/pprof/" },
  },
  {
    checkId: "exposed.api-documents",
    fault: "OpenAPI description",
    faulty: () =>
      siteWith({ "/openapi.json": json({ openapi: "3.1.0", info: { title: "Shop", version: "1" }, paths: {} }) }),
    clean: () => siteWith({ "/openapi.json": { ...json({ error: "sign in first" }), status: 401 } }),
    at: { path: "/openapi.json" },
  },
  {
    checkId: "exposed.api-documents",
    fault: "GraphiQL",
    faulty: () => siteWith({ "/graphiql": html("<!doctype html><html lang='en'><title>GraphiQL</title></html>") }),
    clean: () => siteWith({ "/graphiql": html(page("<p>GraphiQL is for developers: sign in.</p>")) }),
    at: { path: "/graphiql" },
  },
];

export const EXPOSED_CORPUS: readonly CorpusEntry[] = [...FILES, ...ENDPOINTS];
