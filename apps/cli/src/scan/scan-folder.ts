import { loadConfig } from "@plimsoll/core";
import { createGuardedAgent } from "@plimsoll/outbound";
import {
  type AdvisorySource,
  createOsvApi,
  createOsvDump,
  runFilesScan,
  type ScanProgress,
  type ScanReport,
} from "@plimsoll/security-checks";
import type { WantedFolderScan } from "./read-scan-options.ts";
import { walkFiles } from "./walk-files.ts";

/** Scans a folder, or a single file, from this process. */
export async function scanFolder(
  wanted: WantedFolderScan,
  signal: AbortSignal,
  onProgress: (progress: ScanProgress) => void,
): Promise<ScanReport> {
  const { path, licences, maxDurationMs } = wanted;
  // Certificates are checked: nobody may put other advisories in the place of OSV's.
  const agent = createGuardedAgent({ forbidden: [] });
  try {
    return await runFilesScan({
      files: walkFiles(path),
      advisories: sourceOf(wanted.advisories, agent),
      licences,
      limits: { maxDurationMs },
      signal,
      onProgress,
    });
  } finally {
    await agent.close();
  }
}

/** As the option says, else as the configuration does: a dump before the service. Null when there is to be none. */
function sourceOf(written: string | undefined, agent: ReturnType<typeof createGuardedAgent>): AdvisorySource | null {
  const { PLIMSOLL_OSV_DUMP: dump, PLIMSOLL_OSV_URL: url } = loadConfig();
  const source = written ?? dump ?? url;
  if (source === "off") return null;
  // Whoever runs the command says where the service is, in a private network, too.
  if (/^https?:\/\//.test(source)) return createOsvApi({ agent, url: source.replace(/\/$/, ""), allowPrivate: true });
  return createOsvDump(source);
}
