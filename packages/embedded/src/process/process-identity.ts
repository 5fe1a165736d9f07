import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";

/** True while a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** When the process started, as text that differs for another process that got the same id later; undefined: no such process. */
export function startMark(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  try {
    if (process.platform === "linux") {
      // Fields 3 and 22 of stat, counted after the name in parentheses, which may hold spaces.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      // A zombie has ended and holds nothing: only its parent has not asked for its exit code yet.
      return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    // It ended between the two looks.
    return undefined;
  }
}

/** True when the process is a PostgreSQL server whose folder is `dataDir`. */
export function isPostmasterOf(pid: number, dataDir: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    if (process.platform === "linux") {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      return (
        (command[0] ?? "").endsWith("postgres") &&
        (command.includes(dataDir) || readlinkSync(`/proc/${pid}/cwd`) === dataDir)
      );
    }
    const command = execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return command.includes("postgres") && command.includes(dataDir);
  } catch {
    // It ended between the two looks.
    return false;
  }
}
