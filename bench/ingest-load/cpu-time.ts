import { execFileSync } from "node:child_process";

/**
 * Seconds of processor time that a process has used so far. Unlike the time on the wall it says the same on a machine
 * that others use, too; `ps` counts whole seconds on Linux.
 */
export function cpuSeconds(pid: number): number {
  const text = execFileSync("ps", ["-o", "time=", "-p", String(pid)], { encoding: "utf8" }).trim();
  // [[days-]hours:]minutes:seconds
  return text.split(/[-:]/).reduceRight((total, part, index, parts) => {
    const unit = [1, 60, 3_600, 86_400][parts.length - 1 - index] ?? Number.NaN;
    return total + Number(part) * unit;
  }, 0);
}
