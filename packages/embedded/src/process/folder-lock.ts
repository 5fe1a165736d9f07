import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@plimsoll/core";
import { startMark } from "./process-identity.ts";

/**
 * Claims a folder for this process until the returned function runs or the process ends, however it ends.
 * Throws AppError CONFLICT, naming the other process, while a living one holds it.
 */
export function lockFolder(folder: string, what: string): () => void {
  const file = join(folder, "owner.json");
  const own = JSON.stringify({ pid: process.pid, started: startMark(process.pid) });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(file, own, { flag: "wx", mode: 0o600 });
      return () => {
        if (readText(file) === own) rmSync(file, { force: true });
      };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const holder = livingHolder(readText(file));
    if (holder !== undefined) {
      throw new AppError("CONFLICT", `Process ${holder} uses the ${what} data in ${folder}: stop it first`);
    }
    rmSync(file, { force: true });
  }
  throw new AppError("CONFLICT", `Another process is just starting on the ${what} data in ${folder}`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Its holder let go in the meantime.
    return "";
  }
}

function livingHolder(text: string): number | undefined {
  const match = /"pid":(\d+).*"started":"([^"]*)"/.exec(text);
  if (!match) return undefined;
  const pid = Number(match[1]);
  return pid !== process.pid && startMark(pid) === match[2] ? pid : undefined;
}
