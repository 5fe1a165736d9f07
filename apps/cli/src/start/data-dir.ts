import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { AppError, type Config } from "@plimsoll/core";
import { startMark } from "@plimsoll/embedded";
import { z } from "zod";

const secretsSchema = z.object({
  /** Signs sessions and our own exports. */
  secret: z.string().min(32),
  postgresPassword: z.string().min(16),
  clickhousePassword: z.string().min(16),
});
export type Secrets = z.infer<typeof secretsSchema>;

const runtimeSchema = z.object({
  pid: z.number().int(),
  /** Tells the process from a later one with the same id. */
  started: z.string(),
  databaseUrl: z.string(),
  clickhouseUrl: z.string(),
  /** Where the queues live; absent: in the database. */
  redisUrl: z.string().optional(),
  url: z.string(),
});
/** What other commands need to reach a running instance. */
export type Runtime = z.infer<typeof runtimeSchema>;

/** Absolute path of the data folder; a relative one counts from where the command was called. */
export function dataDir(config: Config): string {
  return resolve(process.env["INIT_CWD"] ?? process.cwd(), config.PLIMSOLL_DATA_DIR);
}

/** Creates the data folder. It can be passed through by the system user that PostgreSQL needs when we run as root. */
export function createDataDir(path: string): void {
  mkdirSync(join(path, "logs"), { recursive: true, mode: 0o755 });
}

function writePrivate(path: string, value: unknown): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
}

/** The instance's secrets, made at the first start. Throws when the file is there but cannot be read as such. */
export function loadSecrets(path: string): Secrets {
  const file = join(path, "secrets.json");
  if (!existsSync(file)) {
    const random = () => randomBytes(32).toString("base64url");
    writePrivate(file, { secret: random(), postgresPassword: random(), clickhousePassword: random() });
  }
  const parsed = secretsSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new AppError("BAD_REQUEST", `${file} is damaged: ${parsed.error.message}`);
  return parsed.data;
}

const runtimeFile = (path: string) => join(path, "runtime.json");

/** The instance that runs on this data folder now, or null. */
export function readRuntime(path: string): Runtime | null {
  if (!existsSync(runtimeFile(path))) return null;
  const parsed = runtimeSchema.safeParse(JSON.parse(readFileSync(runtimeFile(path), "utf8")));
  return parsed.success && startMark(parsed.data.pid) === parsed.data.started ? parsed.data : null;
}

/** Notes that this process runs on the folder. */
export function writeRuntime(path: string, runtime: Omit<Runtime, "pid" | "started">): void {
  writePrivate(runtimeFile(path), { ...runtime, pid: process.pid, started: startMark(process.pid) ?? "" });
}

export function removeRuntime(path: string): void {
  rmSync(runtimeFile(path), { force: true });
}
