// `npm run demo [-- --seconds N]`: starts the example shop against a Plimsoll that runs, with light traffic. The
// endpoint and the headers of the exporters are OpenTelemetry's standard variables. SHOP_SLOW_QUERY=1 plants a slow query.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureInstalled, requireNode, root } from "./prepare.mjs";

const USAGE = "Usage: npm run demo [-- --seconds N]";

function readSeconds() {
  try {
    const { values } = parseArgs({ options: { seconds: { type: "string" } } });
    const seconds = values.seconds === undefined ? 0 : Number(values.seconds);
    if (Number.isFinite(seconds) && seconds >= 0) return seconds;
    throw new Error("--seconds takes a number");
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

/** OTEL_EXPORTER_OTLP_HEADERS as headers: `name=value` pairs, percent-encoded, comma-separated. */
function exporterHeaders() {
  const pairs = (process.env.OTEL_EXPORTER_OTLP_HEADERS ?? "").split(",").filter((pair) => pair.includes("="));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
    }),
  );
}

/** What keeps spans from arriving at `endpoint`, as a sentence that says what to do; undefined when nothing does. */
async function findObstacle(endpoint) {
  const ask = (path, options) =>
    fetch(new URL(path, `${endpoint}/`), { ...options, signal: AbortSignal.timeout(5000) });
  try {
    const health = await ask("health");
    if (!health.ok) return `Plimsoll at ${endpoint} is not healthy yet (${health.status}). Try again in a moment.`;
    const headers = { "content-type": "application/json", ...exporterHeaders() };
    const empty = await ask("v1/traces", { method: "POST", headers, body: "{}" });
    if (empty.ok) return undefined;
    if (empty.status !== 401 && empty.status !== 403) return `${endpoint} answers ${empty.status} to an export.`;
    return [
      `${endpoint} wants an API key (${empty.status}). Create one and give it to the exporters:`,
      "  KEY=$(npx plimsoll keys create --name demo --scope ingest)",
      '  OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20$KEY" npm run demo',
    ].join("\n");
  } catch {
    return [
      `No Plimsoll answers at ${endpoint}. Start it in another terminal with \`npm start\`,`,
      "or set OTEL_EXPORTER_OTLP_ENDPOINT to the address of its OTLP/HTTP port.",
    ].join("\n");
  }
}

requireNode();
const seconds = readSeconds();
const port = process.env.PLIMSOLL_OTLP_HTTP_PORT || "4318";
const endpoint = (process.env.OTEL_EXPORTER_OTLP_ENDPOINT || `http://127.0.0.1:${port}`).replace(/\/$/, "");
const obstacle = await findObstacle(endpoint);
if (obstacle) {
  console.error(obstacle);
  process.exit(1);
}
// Only in a clone that never ran: installing anew would pull the packages from under a Plimsoll that runs from this one.
if (!existsSync(join(root, "node_modules", "tsx"))) await ensureInstalled();
console.log(`Starting the example shop; its traces go to ${endpoint}.`);
console.log(seconds > 0 ? `It stops after ${seconds} s, or with Ctrl-C.` : "Stop it with Ctrl-C.");
const main = join(root, "examples", "shop", "src", "demo", "main.ts");
const child = spawn(process.execPath, ["--import", "tsx", main, String(seconds)], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit", "ipc"],
  detached: true,
  env: {
    ...process.env,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: process.env.OTEL_EXPORTER_OTLP_PROTOCOL || "http/protobuf",
  },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill("SIGTERM"));
child.once("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
