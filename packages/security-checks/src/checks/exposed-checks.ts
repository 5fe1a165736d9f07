import type { WebCheck } from "../check.ts";
import { apiDocuments } from "./exposed/api-documents.ts";
import { backupFiles } from "./exposed/backup-files.ts";
import { configurationFile } from "./exposed/configuration-file.ts";
import { debugEndpoints } from "./exposed/debug-endpoints.ts";
import { environmentFile } from "./exposed/environment-file.ts";
import { panels } from "./exposed/panels.ts";
import { versionControl } from "./exposed/version-control.ts";

/** Checks of the group `exposed`, in the order people read them; each is a file in `exposed/`. */
export const EXPOSED_CHECKS: readonly WebCheck[] = [
  environmentFile,
  configurationFile,
  versionControl,
  backupFiles,
  panels,
  debugEndpoints,
  apiDocuments,
];
