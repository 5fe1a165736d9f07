import { UPLOAD_MAX_BYTES, UPLOAD_MAX_FILES } from "@plimsoll/core";
import { formatBytes } from "../../../lib/format.ts";

export interface UploadFile {
  path: string;
  sizeBytes: number;
}

/** Folders of a code base that hold what others wrote, or nothing worth a look. */
const LEFT_OUT = /(^|\/)(node_modules|\.git|dist|build|target|vendor|\.venv|__pycache__|\.next|\.turbo)\//;

/**
 * The path of a chosen file inside its code base: for a chosen folder without the folder's own name. Null for what is left
 * out because it is not the reader's own.
 */
export function pathInCodeBase(file: { name: string; webkitRelativePath: string }): string | null {
  const path = file.webkitRelativePath.split("/").slice(1).join("/") || file.name;
  return LEFT_OUT.test(path) ? null : path;
}

/** Why these files cannot be sent together; null when they can. */
export function uploadError(files: readonly UploadFile[]): string | null {
  if (files.length > UPLOAD_MAX_FILES) return `${files.length} files; ${UPLOAD_MAX_FILES} can be sent at once`;
  const sizeBytes = totalBytes(files);
  if (sizeBytes <= UPLOAD_MAX_BYTES) return null;
  return `${formatBytes(sizeBytes)} in all; ${formatBytes(UPLOAD_MAX_BYTES)} can be sent at once`;
}

/** The size of all of them together. */
export function totalBytes(files: readonly UploadFile[]): number {
  return files.reduce((sum, file) => sum + file.sizeBytes, 0);
}
