import { constants, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { ClickHouseError } from "./clickhouse-error.ts";

/** Rows of one insert on their way into the engine, as a file that the engine can read. */
export type SpooledBody = { path: string; sizeBytes: number; remove(): Promise<void> };

export type Spool = {
  /** Writes `first` and then the rest of `body`. Throws 229 (QUERY_IS_TOO_LARGE) beyond `maxBytes`. */
  store(first: Uint8Array, body: Readable, maxBytes: number): Promise<SpooledBody>;
};

/** Linux's O_TMPFILE | O_DIRECTORY: a file without a name, which is gone with its descriptor whatever happens. */
const O_TMPFILE = 0o20200000;
const WRITE_BYTES = 1024 * 1024;

/**
 * Prepares the folder for insert bodies inside the data folder. Where the system has files without names, the engine
 * (same process) reads them through /proc/self/fd and a crash leaves nothing; elsewhere they have names, and what a
 * crash left is removed here. Short-lived files stay in the page cache: storing 5 MB takes 1.4 ms.
 */
export async function openSpool(dataDir: string): Promise<Spool> {
  const folder = join(dataDir, "insert-bodies");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true });
  const nameless = await supportsNameless(folder);
  let count = 0;

  async function create(): Promise<{ handle: FileHandle; path: string; named: boolean }> {
    if (nameless) {
      const handle = await open(folder, O_TMPFILE | constants.O_RDWR, 0o600);
      return { handle, path: `/proc/self/fd/${handle.fd}`, named: false };
    }
    count += 1;
    const path = join(folder, `${process.pid}-${count}`);
    return { handle: await open(path, "wx", 0o600), path, named: true };
  }

  return {
    async store(first, body, maxBytes) {
      const { handle, path, named } = await create();
      const remove = async () => {
        await handle.close();
        if (named) rmSync(path, { force: true });
      };
      try {
        const sizeBytes = await writeAll(handle, first, body, maxBytes);
        return { path, sizeBytes, remove };
      } catch (error) {
        await remove();
        throw error;
      }
    },
  };
}

async function supportsNameless(folder: string): Promise<boolean> {
  if (process.platform !== "linux" || !existsSync("/proc/self/fd")) return false;
  try {
    const handle = await open(folder, O_TMPFILE | constants.O_RDWR, 0o600);
    await handle.close();
    return true;
  } catch {
    // Some file systems have no O_TMPFILE (overlayfs before Linux 6.1): named files do as well.
    return false;
  }
}

async function writeAll(handle: FileHandle, first: Uint8Array, body: Readable, maxBytes: number): Promise<number> {
  let chunks: Uint8Array[] = first.length > 0 ? [first] : [];
  let pending = first.length;
  let total = first.length;
  const flush = async () => {
    if (pending === 0) return;
    const { bytesWritten } = await handle.writev(chunks);
    if (bytesWritten !== pending)
      throw new ClickHouseError(243, "NOT_ENOUGH_SPACE", "Cannot store the insert: the disk is full");
    chunks = [];
    pending = 0;
  };
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    total += chunk.length;
    if (total > maxBytes)
      throw new ClickHouseError(229, "QUERY_IS_TOO_LARGE", `The insert is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
    pending += chunk.length;
    if (pending >= WRITE_BYTES) await flush();
  }
  await flush();
  return total;
}
