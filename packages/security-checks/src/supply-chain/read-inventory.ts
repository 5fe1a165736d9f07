import { setImmediate } from "node:timers/promises";
import { toError } from "@plimsoll/core";
import type { Component } from "./component.ts";
import type { FilesCheck, FilesCheckRun, FilesInventory, ScannedFile, TextFile } from "./files-check.ts";
import { isLockFile, readLockFile } from "./lock-files/read-lock-file.ts";

/** A check under way, with what made it fail. */
export interface StartedCheck {
  check: FilesCheck;
  run: FilesCheckRun;
  failure: unknown;
  durationMs: number;
}

export type ReadInventory = Pick<FilesInventory, "files" | "sources" | "components" | "unread" | "unpinned">;

/** Other files than lock files are read up to here: what is larger is data, or was made by a program. */
const MAX_TEXT_BYTES = 1024 * 1024;
/** After so many files others get their turn. */
const FILES_AT_A_TIME = 20;

/**
 * Reads every file once: packages out of lock files, and each text shown to the checks. A check that throws is noted as
 * failed and sees no more. Throws what reading throws, and the signal's reason.
 */
export async function readInventory(
  files: AsyncIterable<ScannedFile>,
  limits: { maxFiles: number; maxFileBytes: number; maxComponents: number },
  checks: readonly StartedCheck[],
  signal: AbortSignal,
): Promise<ReadInventory> {
  let count = 0;
  const found = new Collected();
  for await (const { path, bytes } of files) {
    signal.throwIfAborted();
    if (count === limits.maxFiles) {
      found.unread.push({ path: "the rest of the files", reason: `there are more than ${limits.maxFiles}` });
      break;
    }
    if (++count % FILES_AT_A_TIME === 0) await setImmediate();
    const isLock = isLockFile(path);
    if (isLock && bytes.length > limits.maxFileBytes) {
      found.unread.push({ path, reason: `it has more than ${limits.maxFileBytes} bytes` });
      continue;
    }
    if ((!isLock && bytes.length > MAX_TEXT_BYTES) || isBinary(bytes)) continue;
    const text = new TextDecoder().decode(bytes);
    if (isLock) found.read({ path, text });
    await showTo(checks, { path, text });
  }
  return { files: count, ...found.result(limits.maxComponents) };
}

async function showTo(checks: readonly StartedCheck[], file: TextFile): Promise<void> {
  for (const one of checks) {
    if (!one.run.readFile || one.failure) continue;
    const begun = performance.now();
    try {
      await one.run.readFile(file);
    } catch (thrown) {
      one.failure = toError(thrown);
    }
    one.durationMs += performance.now() - begun;
  }
}

class Collected {
  readonly unread: { path: string; reason: string }[] = [];
  readonly #sources: string[] = [];
  readonly #components = new Map<string, Component>();
  readonly #unpinned: { file: string; name: string; wanted: string }[] = [];

  read({ path, text }: TextFile): void {
    try {
      const { components, unpinned } = readLockFile(path, text);
      this.#sources.push(path);
      for (const component of components)
        this.#components.set(`${path} ${component.purl} ${component.version}`, component);
      for (const entry of unpinned) this.#unpinned.push({ file: path, ...entry });
    } catch (thrown) {
      const [reason = ""] = toError(thrown).message.split("\n");
      this.unread.push({ path, reason: reason.slice(0, 200) });
    }
  }

  result(maxComponents: number): Omit<ReadInventory, "files"> {
    const isSuperseded = ({ file }: Component) =>
      file.endsWith("go.sum") && this.#sources.includes(file.replace(/go\.sum$/, "go.mod"));
    const all = [...this.#components.values()].filter((component) => !isSuperseded(component));
    const over = all.length - maxComponents;
    const unread = [...this.unread];
    if (over > 0) unread.push({ path: `the last ${over} packages`, reason: `there are more than ${maxComponents}` });
    return { sources: this.#sources, components: all.slice(0, maxComponents), unread, unpinned: this.#unpinned };
  }
}

/** As Git does: a NUL byte near the beginning. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8000).includes(0);
}
