import { execFile } from "node:child_process";
import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { isLockFile, type ScannedFile } from "@plimsoll/security-checks";

/** Folders that hold what was installed or made, where there is no Git to say so. */
const SKIPPED = new Set([
  ".git",
  ".hg",
  ".svn",
  "node_modules",
  ".venv",
  "venv",
  "__pycache__",
  ".tox",
  ".next",
  ".turbo",
]);
/** Beyond it only lock files are read: what the scan does not look into need not be loaded. */
const MAX_TEXT_BYTES = 1024 * 1024;

/**
 * The files below a folder, or a single file, one after another: of a Git repository those that Git knows or would add, else
 * all but what is usually not one's own. Links are not followed. A file that cannot be read throws.
 */
export async function* walkFiles(path: string): AsyncGenerator<ScannedFile> {
  if ((await stat(path)).isFile()) {
    yield { path: basename(path), bytes: await readFile(path) };
    return;
  }
  for await (const file of (await filesOfGit(path)) ?? filesBelow(path)) {
    const bytes = await readIfWanted(join(path, file));
    if (bytes) yield { path: file, bytes };
  }
}

async function readIfWanted(path: string): Promise<Uint8Array | null> {
  // Git lists files that were deleted since, too.
  const entry = await lstat(path).catch(() => null);
  if (!entry?.isFile() || (entry.size > MAX_TEXT_BYTES && !isLockFile(path))) return null;
  return readFile(path);
}

/** Null when the folder is in no repository, or there is no Git. */
function filesOfGit(folder: string): Promise<string[] | null> {
  // A repository's own settings can name programs to run: none is run here.
  const safe = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  const args = [...safe, "-C", folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  return new Promise((done) => {
    execFile("git", args, { maxBuffer: 256 * 1024 * 1024 }, (error, stdout) => {
      done(error || stdout === "" ? null : stdout.split("\0").filter(Boolean));
    });
  });
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  const waiting = [folder];
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    const entries = await readdir(current, { withFileTypes: true });
    for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
      const path = join(current, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) waiting.push(path);
      else if (entry.isFile()) yield relative(folder, path).replaceAll(sep, "/");
    }
  }
}
