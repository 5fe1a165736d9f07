import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@plimsoll/core";
import { isAlive, isPostmasterOf } from "../process/process-identity.ts";

const STOP_MS = 10_000;

/**
 * Makes a cluster folder safe to start on, the caller holding its lock: a postmaster that outlived a killed supervisor
 * is stopped (SIGINT, then SIGQUIT; both leave a recoverable cluster), and a `postmaster.pid` whose number now belongs
 * to some other program is removed, because PostgreSQL would refuse to start. Throws AppError CONFLICT if the orphan
 * does not stop.
 */
export async function recoverCluster(cluster: string): Promise<"clean" | "orphan stopped" | "stale file removed"> {
  const file = join(cluster, "postmaster.pid");
  if (!existsSync(file)) return "clean";
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  if (Number.isInteger(pid) && pid > 1 && isPostmasterOf(pid, cluster)) {
    await stopPostmaster(pid);
    return "orphan stopped";
  }
  rmSync(file, { force: true });
  return "stale file removed";
}

async function stopPostmaster(pid: number): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    process.kill(pid, signal);
    const deadline = Date.now() + STOP_MS;
    while (Date.now() < deadline) {
      if (!isAlive(pid)) return;
      await sleep(25);
    }
  }
  throw new AppError("CONFLICT", `PostgreSQL process ${pid} of an earlier run does not stop: end it by hand`);
}
