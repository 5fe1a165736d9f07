import { z } from "zod";
import { AppError } from "./errors.ts";

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const count = (fallback: number, min = 1) => z.coerce.number().int().min(min).default(fallback);
const list = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter(Boolean),
  );

/** Every variable Plimsoll reads, with its default and meaning. `plimsoll doctor` prints it, `.env.example` lists it. */
export const configSchema = z.object({
  PLIMSOLL_HOST: z.string().default("127.0.0.1").describe("Address that web and ingest listen on"),
  PLIMSOLL_WEB_PORT: port(3000).describe("Port of the console and of tRPC"),
  PLIMSOLL_OTLP_HTTP_PORT: port(4318).describe("Port of OTLP over HTTP"),
  PLIMSOLL_OTLP_GRPC_PORT: port(4317).describe("Port of OTLP over gRPC"),
  PLIMSOLL_PUBLIC_URL: z.url().optional().describe("Address that browsers use, when a proxy stands before web"),
  PLIMSOLL_TRUSTED_PROXIES: list.describe(
    "Addresses or CIDR ranges whose X-Forwarded-For is believed, comma-separated",
  ),
  PLIMSOLL_DATA_DIR: z.string().default(".plimsoll").describe("Folder of the local databases, secrets and logs"),
  PLIMSOLL_ADMIN_EMAIL: z.email().optional().describe("First start creates an admin with this e-mail address"),
  PLIMSOLL_ADMIN_PASSWORD: z.string().optional().describe("Password of that admin"),
  PLIMSOLL_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe("Signs sessions and encrypts stored secrets; generated into the data folder by `npm start`"),
  DATABASE_URL: z.string().optional().describe("PostgreSQL 15 or newer; unset: a local one"),
  CLICKHOUSE_URL: z
    .url()
    .optional()
    .describe("ClickHouse over HTTP(S), user and password in the URL; unset: a local one"),
  CLICKHOUSE_CLUSTER: z
    .string()
    .optional()
    .describe("Name of the ClickHouse cluster: adds ON CLUSTER, Replicated and Distributed"),
  REDIS_URL: z
    .string()
    .optional()
    .describe(
      "Redis or Valkey for queues: redis://, rediss://, redis+sentinel://host,host/name or redis+cluster://host,host; unset: queues live in PostgreSQL",
    ),
  PLIMSOLL_INGEST_AUTH: z
    .enum(["loopback", "key"])
    .optional()
    .describe(
      "`loopback`: exporters on this machine need no key; `key`: always. Default: loopback when bound to loopback",
    ),
  PLIMSOLL_INGEST_MAX_BODY_BYTES: count(16 * 1024 * 1024, 1024).describe("Largest OTLP request after decompression"),
  PLIMSOLL_INGEST_BUFFER_BYTES: count(64 * 1024 * 1024, 1024).describe(
    "Bytes of requests that may wait for their commit; beyond it: 503",
  ),
  PLIMSOLL_INGEST_FLUSH_MS: count(100).describe("Longest wait of a group commit, milliseconds"),
  PLIMSOLL_INGEST_CORS_ORIGINS: list.describe(
    "Origins of browser apps that may send telemetry, comma-separated; `*` for any",
  ),
  PLIMSOLL_INGEST_REQUEST_TIMEOUT_MS: count(30_000).describe(
    "A client that takes longer to send one request is cut off",
  ),
  PLIMSOLL_RETRY_WINDOW_MS: count(600_000, 0).describe(
    "After a restart, how long requests are checked for having been stored before",
  ),
  PLIMSOLL_RETENTION_DAYS: count(14).describe("Days that spans and data points are kept, counted from arrival"),
  PLIMSOLL_ROLLUP_RETENTION_DAYS: count(90).describe("Days that per-minute roll-ups and the history of jobs are kept"),
  PLIMSOLL_QUERY_MAX_MEMORY_BYTES: count(1_000_000_000, 1_000_000).describe(
    "Memory that one query of a reader may use",
  ),
  PLIMSOLL_QUERY_TIMEOUT_MS: count(15_000).describe("Time that one query of a reader may take"),
  PLIMSOLL_JOBS_MAX_PAYLOAD_BYTES: count(262_144, 1024).describe("Largest payload of a job, as JSON"),
  PLIMSOLL_JOBS_MAX_RESULT_BYTES: count(65_536, 1024).describe("Bytes of an endpoint's answer that are read and kept"),
  PLIMSOLL_JOBS_KEEP_COMPLETED: count(10_000, 0).describe("Completed jobs that a queue keeps for looking at"),
  PLIMSOLL_JOBS_KEEP_COMPLETED_HOURS: count(24).describe("Hours that it keeps them"),
  PLIMSOLL_JOBS_KEEP_FAILED_DAYS: count(30).describe("Days that dead letters are kept"),
  PLIMSOLL_LOAD_THREADS: count(0, 0).describe(
    "Threads that a worker process generates load with; 0: by the rate, one less than there are cores at most",
  ),
  PLIMSOLL_OSV_URL: z
    .union([z.literal("off"), z.url({ protocol: /^https?$/ })])
    .default("https://api.osv.dev")
    .describe(
      "OSV service that known holes of packages are asked of (it is sent their names and versions); `off` for none",
    ),
  PLIMSOLL_OSV_DUMP: z
    .string()
    .optional()
    .describe("Folder or zip file of OSV advisories to use instead; nothing is sent then"),
  PLIMSOLL_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info").describe("Least level that is logged"),
  PLIMSOLL_SELF_TRACING: z
    .stringbool()
    .default(true)
    .describe("Plimsoll exports its own traces and metrics into itself"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url()
    .optional()
    .describe("Where Plimsoll sends its own traces and metrics; unset: to its own ingest"),
  OTEL_METRIC_EXPORT_INTERVAL: count(15_000, 100).describe(
    "Milliseconds between two exports of Plimsoll's own metrics",
  ),
});

export type RawConfig = z.infer<typeof configSchema>;
export type Config = RawConfig & { PLIMSOLL_INGEST_AUTH: "loopback" | "key" };

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);
const SECRET_KEYS = new Set<keyof Config>(["PLIMSOLL_ADMIN_PASSWORD", "PLIMSOLL_SECRET"]);
const URL_KEYS = new Set<keyof Config>(["DATABASE_URL", "CLICKHOUSE_URL", "REDIS_URL"]);

/** True when `host` is an address of this machine only. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.has(host) || host.startsWith("127.");
}

/**
 * Reads the configuration from environment variables, empty ones counting as unset.
 * Throws AppError BAD_REQUEST that names each variable that is wrong.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const known = Object.keys(configSchema.shape);
  const given = Object.fromEntries(known.flatMap((key) => (env[key] ? [[key, env[key]]] : [])));
  const parsed = configSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new AppError("BAD_REQUEST", `The configuration is wrong:\n  ${lines.join("\n  ")}`);
  }
  const fallback = isLoopbackHost(parsed.data.PLIMSOLL_HOST) ? "loopback" : "key";
  return { ...parsed.data, PLIMSOLL_INGEST_AUTH: parsed.data.PLIMSOLL_INGEST_AUTH ?? fallback };
}

/** The configuration for people to read: secrets and passwords inside URLs are replaced by `***`. */
export function maskConfig(config: Config): Record<string, string> {
  const rows = Object.keys(configSchema.shape).map((name) => {
    const key = name as keyof Config;
    const value = config[key];
    if (value === undefined || value === "") return [name, ""];
    if (SECRET_KEYS.has(key)) return [name, "***"];
    if (URL_KEYS.has(key)) return [name, maskUrl(String(value))];
    return [name, Array.isArray(value) ? value.join(",") : String(value)];
  });
  return Object.fromEntries(rows) as Record<string, string>;
}

/** Replaces the password of a URL by `***`; text that is no URL is masked whole. */
export function maskUrl(url: string): string {
  if (!URL.canParse(url)) return "***";
  const parsed = new URL(url);
  if (parsed.password) parsed.password = "***";
  return parsed.toString();
}

/** The URL that people and browsers use for the console. */
export function publicUrl(config: Config): string {
  if (config.PLIMSOLL_PUBLIC_URL) return config.PLIMSOLL_PUBLIC_URL.replace(/\/$/, "");
  const host = config.PLIMSOLL_HOST === "0.0.0.0" || config.PLIMSOLL_HOST === "::" ? "localhost" : config.PLIMSOLL_HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${config.PLIMSOLL_WEB_PORT}`;
}
