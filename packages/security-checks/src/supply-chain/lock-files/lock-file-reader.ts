import type { Component } from "../component.ts";

/** Reads one kind of file. Throws an Error that says why it cannot be read. */
export interface LockFileReader {
  /** Tests the file's name, without its folder. */
  names: RegExp;
  read(text: string, file: string): LockFileContents;
}

export interface LockFileContents {
  components: Component[];
  /** What it asks for without saying which version, so that nothing can be known about it. */
  unpinned: { name: string; wanted: string }[];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function recordsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
