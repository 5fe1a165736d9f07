import { AppError, type Config } from "@plimsoll/core";
import { createGuardedAgent } from "@plimsoll/outbound";
import {
  type AdvisorySource,
  createOsvApi,
  createOsvDump,
  FILES_CHECKS,
  runFilesScan,
  type ScanReport,
} from "@plimsoll/security-checks";
import type { Platform } from "../platform.ts";
import { ownHostPorts } from "../targets/own-host-ports.ts";
import type { ClaimedScan } from "./claim-scan.ts";
import { expectChecks } from "./expect-checks.ts";
import { openUpload, type UploadedFile } from "./scan-uploads.ts";
import type { ScanWatch } from "./scan-watch.ts";

/** The public service; any other address was named by whoever runs this instance, and may be in their own network. */
const PUBLIC_OSV = "https://api.osv.dev";

/** Scans what was uploaded of a code base. Throws NOT_FOUND when it is gone, UNAVAILABLE when it cannot be decrypted. */
export async function scanFiles(
  platform: Platform,
  { scan }: ClaimedScan,
  { watch, signal }: { watch: ScanWatch; signal: AbortSignal },
): Promise<ScanReport> {
  if (scan.uploadId === null) throw new AppError("NOT_FOUND", "What was uploaded is gone: upload it again.");
  const uploaded = await openUpload(platform, scan.uploadId);
  await expectChecks(platform, scan.id, FILES_CHECKS);
  const { source: advisories, close } = openAdvisories(platform.config);
  try {
    return await runFilesScan({
      files: filesOf(uploaded),
      advisories,
      signal,
      onProgress: (progress) => watch.note(progress),
    });
  } finally {
    await close();
  }
}

async function* filesOf(files: readonly UploadedFile[]): AsyncGenerator<UploadedFile> {
  yield* files;
}

/** Where known holes are looked up: a mounted dump, else the service; nowhere when that is switched off. */
function openAdvisories(config: Config): { source: AdvisorySource | null; close(): Promise<void> } {
  const { PLIMSOLL_OSV_DUMP: dump, PLIMSOLL_OSV_URL: url } = config;
  if (dump !== undefined) return { source: createOsvDump(dump), close: async () => undefined };
  if (url === "off") return { source: null, close: async () => undefined };
  const agent = createGuardedAgent({ forbidden: ownHostPorts(config) });
  const allowPrivate = url !== PUBLIC_OSV;
  return { source: createOsvApi({ agent, url: url.replace(/\/$/, ""), allowPrivate }), close: () => agent.close() };
}
