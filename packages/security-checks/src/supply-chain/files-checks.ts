import { insecureSource } from "./checks/insecure-source.ts";
import { knownVulnerability } from "./checks/known-vulnerability.ts";
import { licence } from "./checks/licence.ts";
import { maliciousPackage } from "./checks/malicious-package.ts";
import { outdatedRuntime } from "./checks/outdated-runtime.ts";
import { secretInFiles } from "./checks/secret-in-files.ts";
import { unpinnedDependency } from "./checks/unpinned-dependency.ts";
import type { FilesCheck } from "./files-check.ts";

/** Every check of files, in the order of reports. */
export const FILES_CHECKS: readonly FilesCheck[] = [
  maliciousPackage,
  knownVulnerability,
  secretInFiles,
  outdatedRuntime,
  insecureSource,
  unpinnedDependency,
  licence,
];
