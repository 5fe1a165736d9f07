import { createServer } from "node:http";
import { join } from "node:path";
import { loadConfig, publicUrl, toError } from "@plimsoll/core";
import { CLIENT_IP_HEADER, prepareStores, selfExportKey, VERSION } from "@plimsoll/domain";
import { createLogger, startObservability } from "@plimsoll/observability";
import { clientIp, parseTrustedProxies } from "./client-ip.ts";
import { applySecurityHeaders } from "./security-headers.ts";

const config = loadConfig();
const log = createLogger("plimsoll-web", config.PLIMSOLL_LOG_LEVEL);
// Before Next is loaded, so that its own spans and the HTTP server's are ours.
const observability = startObservability({
  service: "plimsoll-web",
  version: VERSION,
  config,
  exportKey: selfExportKey(config),
  frameworkTracesRequests: true,
});

const isDevelopment = process.argv.includes("--dev");
const folder = join(import.meta.dirname, "..");

async function main(): Promise<void> {
  const trusted = parseTrustedProxies(config.PLIMSOLL_TRUSTED_PROXIES);
  await prepareStores(config);
  // `plimsoll start` does this itself and shows the link; in a container, nobody else would.
  if (!process.send) await offerFirstAdmin();
  const { default: createNext } = await import("next");
  const app = createNext({
    dev: isDevelopment,
    dir: folder,
    hostname: config.PLIMSOLL_HOST,
    port: config.PLIMSOLL_WEB_PORT,
  });
  await app.prepare();
  const handle = app.getRequestHandler();
  const server = createServer((request, response) => {
    request.headers[CLIENT_IP_HEADER] = clientIp(request, trusted);
    applySecurityHeaders(request, response, isDevelopment);
    handle(request, response).catch((error: unknown) => {
      log.error({ err: toError(error), url: request.url }, "request failed");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.headersTimeout = 20_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  server.maxConnections = 2000;
  stopOnSignals(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    // Live views hold their connections open for as long as they are watched.
    setTimeout(() => server.closeAllConnections(), 1000).unref();
    await closed;
    await app.close();
    await observability.stop();
  });
  await listen(server);
  log.info({ url: publicUrl(config) }, "listening");
  process.send?.({ type: "ready", url: publicUrl(config) });
}

async function offerFirstAdmin(): Promise<void> {
  const { ensureFirstAdmin } = await import("@plimsoll/domain/accounts");
  const { created, setupToken } = await ensureFirstAdmin(config);
  if (created) log.info({ email: created }, "created the first admin");
  if (setupToken) {
    const url = `${publicUrl(config)}/setup?token=${setupToken}`;
    log.info({ url }, "nobody has an account yet: create the first admin with this link, which works once");
  }
}

function listen(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = `Port ${config.PLIMSOLL_WEB_PORT} is in use; set PLIMSOLL_WEB_PORT to another one.`;
      reject(error.code === "EADDRINUSE" ? new Error(taken) : error);
    });
    server.listen(config.PLIMSOLL_WEB_PORT, config.PLIMSOLL_HOST, resolve);
  });
}

function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  const begin = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), 8000).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: toError(error) }, "stopping failed");
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, begin);
  process.on("disconnect", begin);
}

main().catch((thrown: unknown) => {
  const { message } = toError(thrown);
  log.error({ err: toError(thrown) }, "cannot start");
  process.send?.({ type: "error", message });
  setTimeout(() => process.exit(1), 50);
});
