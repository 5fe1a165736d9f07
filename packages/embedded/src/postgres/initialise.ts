import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@plimsoll/core";
import type { PostgresBinaries } from "./binaries.ts";
import type { RunAs } from "./run-as.ts";

/**
 * Makes the cluster in `folder`/cluster when there is none. It is built beside its place and renamed when complete, so
 * that an interrupted first start leaves nothing half-made. Throws AppError UNAVAILABLE with initdb's own words.
 */
export async function initialiseCluster(
  folder: string,
  binaries: PostgresBinaries,
  runAs: RunAs,
  setup: { user: string; password: string; durable: boolean },
): Promise<void> {
  const cluster = join(folder, "cluster");
  if (existsSync(join(cluster, "PG_VERSION"))) return;
  const draft = join(folder, "cluster.new");
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  runAs.own(draft);
  const passwordFile = join(folder, "password.tmp");
  writeFileSync(passwordFile, `${setup.password}\n`, { mode: 0o600 });
  runAs.own(passwordFile);
  try {
    const { file, args, ...identity } = runAs.command(binaries.initdb, [
      `--pgdata=${draft}`,
      `--username=${setup.user}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      ...(setup.durable ? [] : ["--no-sync"]),
    ]);
    await run(file, args, identity);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, cluster);
}

async function run(file: string, args: string[], identity: { uid?: number; gid?: number }): Promise<void> {
  const child = spawn(file, args, { ...identity, cwd: "/", env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" } });
  let output = "";
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString("utf8")).slice(-8192);
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return;
  throw new AppError("UNAVAILABLE", `PostgreSQL could not create its data folder:\n${output.trim()}`, {
    retryable: false,
  });
}
