import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { loadConfig, maskConfig, publicUrl, toError } from "@plimsoll/core";
import { createDatabase } from "@plimsoll/db";
import { createTelemetryClient, ping } from "@plimsoll/telemetry";
import { dataDir, readRuntime } from "../start/data-dir.ts";

interface Finding {
  what: string;
  ok: boolean;
  detail: string;
}

async function check(what: string, look: () => Promise<string> | string): Promise<Finding> {
  try {
    return { what, ok: true, detail: await look() };
  } catch (error) {
    return { what, ok: false, detail: toError(error).message };
  }
}

function checkNode(): string {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Node ${process.versions.node} is too old; 20.19 or newer is needed`);
  return process.versions.node;
}

function checkSecrets(path: string): string {
  const file = join(path, "secrets.json");
  if (!existsSync(file)) return "not made yet; the first start does";
  const mode = statSync(file).mode & 0o777;
  if (mode !== 0o600)
    throw new Error(`${file} can be read by others (mode ${mode.toString(8)}); run: chmod 600 ${file}`);
  return "private (0600)";
}

async function checkHttp(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return `${url} answers`;
}

async function checkPostgres(url: string): Promise<string> {
  const db = createDatabase(url, { poolSize: 1, queryTimeoutMs: 5000 });
  try {
    const [row] = await db.$queryRaw<{ version: string }[]>`SELECT current_setting('server_version') AS version`;
    return `version ${row?.version ?? "unknown"}`;
  } finally {
    await db.$disconnect();
  }
}

async function checkClickHouse(url: string): Promise<string> {
  const client = createTelemetryClient({ url, queryTimeoutMs: 5000, maxMemoryBytes: 100_000_000 });
  try {
    const { version, latencyMs } = await ping(client);
    return `version ${version}, ${latencyMs.toFixed(1)} ms`;
  } finally {
    await client.close();
  }
}

/** Prints the configuration with secrets masked and looks at each part. Returns false when something is wrong. */
export async function doctor(): Promise<boolean> {
  const config = loadConfig();
  console.log("Configuration");
  for (const [name, value] of Object.entries(maskConfig(config)))
    console.log(`  ${name.padEnd(36)} ${value || "(not set)"}`);
  const path = dataDir(config);
  const running = readRuntime(path);
  const databaseUrl = config.DATABASE_URL ?? running?.databaseUrl;
  const clickhouseUrl = config.CLICKHOUSE_URL ?? running?.clickhouseUrl;
  const findings = [await check("Node", checkNode), await check("secrets", () => checkSecrets(path))];
  if (databaseUrl) findings.push(await check("PostgreSQL", () => checkPostgres(databaseUrl)));
  if (clickhouseUrl) findings.push(await check("ClickHouse", () => checkClickHouse(clickhouseUrl)));
  if (running) {
    findings.push(await check("web", () => checkHttp(`${publicUrl(config)}/api/health`)));
    findings.push(await check("ingest", () => checkHttp(`http://127.0.0.1:${config.PLIMSOLL_OTLP_HTTP_PORT}/health`)));
  }
  console.log(`\n${running ? `Runs as process ${running.pid}` : `No instance runs on ${path}`}`);
  for (const { what, ok, detail } of findings) console.log(`  ${ok ? "ok  " : "FAIL"} ${what.padEnd(12)} ${detail}`);
  return findings.every((finding) => finding.ok);
}
