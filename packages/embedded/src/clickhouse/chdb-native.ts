import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Opaque handle of one engine connection; it carries its own settings, current database and query parameters. */
export type NativeConnection = { readonly connection: unique symbol };

export type NativeResult = { bytes: Uint8Array; elapsed: number; rowsRead: number; bytesRead: number };
export type NativeWriteResult = { elapsed: number; rowsWritten: number; bytesWritten: number };

/**
 * The calls of chDB's addon that the server uses. The package's `Session` class is not enough: its `close()` waits for
 * every running query of the process, so that a connection for each request would pile up behind one long query, and its
 * insert does not report written rows for binary formats.
 */
export type ChdbNative = {
  CreateConnection(dataDir: string, args?: readonly string[]): NativeConnection;
  CloseConnection(connection: NativeConnection): void;
  QueryAsyncConnection(connection: NativeConnection, sql: string, format: string): Promise<NativeResult>;
  InsertRawAsyncConnection(
    connection: NativeConnection,
    prefix: string,
    data: Uint8Array,
    countLines: boolean,
  ): Promise<NativeWriteResult>;
};

/**
 * Loads chDB's addon (hundreds of megabytes of address space: call it in a process of its own).
 * Throws chDB's own error with advice when this platform has no build.
 */
export function loadChdb(): ChdbNative {
  const require = createRequire(import.meta.url);
  const root = dirname(require.resolve("chdb/package.json"));
  const loader: unknown = require(join(root, "dist", "loader.js"));
  if (!isLoader(loader)) throw new Error("This version of chdb has no loader: Plimsoll needs chdb 3.4");
  return loader.loadNative();
}

function isLoader(value: unknown): value is { loadNative(): ChdbNative } {
  return typeof value === "object" && value !== null && "loadNative" in value && typeof value.loadNative === "function";
}
