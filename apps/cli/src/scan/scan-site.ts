import { readFile } from "node:fs/promises";
import { createGuardedAgent } from "@plimsoll/outbound";
import { runWebScan, type ScanProgress, type ScanReport } from "@plimsoll/security-checks";
import type { WantedSiteScan } from "./read-scan-options.ts";

/** Scans a site from this process. */
export async function scanSite(
  wanted: WantedSiteScan,
  signal: AbortSignal,
  onProgress: (progress: ScanProgress) => void,
): Promise<ScanReport> {
  const { origin, entryPaths, profile, allowPrivate, limits } = wanted;
  const agent = createGuardedAgent({ forbidden: [], acceptAnyCertificate: true });
  try {
    const openApi = await readOpenApi(wanted.openApi);
    const document = openApi === undefined ? {} : { openApi };
    return await runWebScan({
      origin,
      entryPaths,
      profile,
      agent,
      allowPrivate,
      limits,
      signal,
      onProgress,
      ...document,
    });
  } finally {
    await agent.close();
  }
}

/** The document in a file; what is no file is a path on the site, which the scan asks for. */
async function readOpenApi(written: string | undefined): Promise<string | undefined> {
  if (written === undefined) return undefined;
  return readFile(written, "utf8").catch(() => written);
}
