import { writeFile } from "node:fs/promises";
import { readScanOptions } from "../scan/read-scan-options.ts";
import { formatScan } from "../scan/format-scan.ts";
import { scanExitCode } from "../scan/scan-exit-code.ts";
import { scanFolder } from "../scan/scan-folder.ts";
import { showScanProgress } from "../scan/scan-progress.ts";
import { scanSite } from "../scan/scan-site.ts";
import { toExport } from "../scan/to-export.ts";
import { untilInterrupted } from "../until-interrupted.ts";
import { VERSION } from "../version.ts";
import type { ScanOptions } from "./scan-options.ts";

/** Scans a site or a folder and writes the report. Returns the exit code. */
export async function runScan(target: string, options: ScanOptions): Promise<number> {
  const wanted = await readScanOptions(target, options);
  const progress = showScanProgress(process.stderr, options.quiet === true);
  const report = await untilInterrupted("scan", (signal) =>
    wanted.kind === "site"
      ? scanSite(wanted, signal, progress.onProgress)
      : scanFolder(wanted, signal, progress.onProgress),
  );
  progress.clear();
  const text = formatScan(toExport(wanted.name, VERSION, report), report, wanted.format);
  if (options.output === undefined) process.stdout.write(text);
  else await writeFile(options.output, text);
  return scanExitCode(report, wanted);
}
