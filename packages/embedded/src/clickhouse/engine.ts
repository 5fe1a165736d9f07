import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@plimsoll/core";
import { type ChdbNative, type NativeConnection, loadChdb } from "./chdb-native.ts";
import { ClickHouseError, toClickHouseError } from "./clickhouse-error.ts";
import { engineConfigXml } from "./engine-config.ts";
import { quoteIdentifier, quoteString } from "./sql-scan.ts";

/** How one statement runs: everything here ends with it. */
export type Execution = {
  /** Identifies the statement for `cancel`; `system.processes` shows it as the setting `log_comment`. */
  id: string;
  sql: string;
  database?: string | undefined;
  /** Settings, and parameters as `param_name` in ClickHouse's escaped text form. */
  settings: ReadonlyMap<string, string>;
};

export type QueryOutcome = { bytes: Uint8Array; elapsedSeconds: number; rows: number; readBytes: number };
export type WriteOutcome = { rows: number; bytes: number; elapsedSeconds: number };

export type Engine = {
  /** Runs a statement that gives rows, in `format` unless it names its own. Throws ClickHouseError. */
  query(execution: Execution, format: string): Promise<QueryOutcome>;
  /** Runs an INSERT; it is committed when this resolves. Throws ClickHouseError. */
  write(execution: Execution): Promise<WriteOutcome>;
  /** Stops the statement with this id, which then fails with QUERY_WAS_CANCELLED; resolves when it has ended. */
  cancel(id: string): Promise<void>;
  /** Stops queries, waits for inserts, and releases the data folder. */
  close(): Promise<void>;
};

export type EngineOptions = {
  dataDir: string;
  /** Memory of all statements together, bytes. */
  maxMemoryBytes: number;
};

const NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/;
const BLANK = Buffer.from(" ");
const CANCEL_AGAIN_MS = 100;

/**
 * Opens ClickHouse's engine on a data folder, in this process. One process owns a folder: a second one gets
 * AppError CONFLICT. Each statement has a connection of its own (0.3 ms), so that settings, parameters and the current
 * database never reach another one, and statements run side by side on libuv's threads.
 */
export function openEngine(options: EngineOptions): Engine {
  const native = loadChdb();
  const { connected, release } = openFolder(native, options);
  const queries: Running = new Map();
  const writes: Running = new Map();
  const tracked = <T>(kind: Running, id: string, start: () => Promise<T>) => {
    if (queries.has(id) || writes.has(id)) throw alreadyRunning(id);
    return track(kind, id, start);
  };

  async function cancel(id: string): Promise<void> {
    const sql = `KILL QUERY WHERE Settings['log_comment'] = ${quoteString(id)} ASYNC`;
    // A query that is only being prepared is not listed yet, so the first attempt may miss it.
    while (queries.has(id)) {
      await connected((connection) => native.QueryAsyncConnection(connection, sql, "Null"));
      await Promise.race([Promise.allSettled([queries.get(id)]), sleep(CANCEL_AGAIN_MS)]);
    }
  }

  return {
    async query(execution, format) {
      const sql = preamble(execution) + execution.sql;
      const result = await tracked(queries, execution.id, () =>
        connected((connection) => native.QueryAsyncConnection(connection, sql, format)),
      );
      return {
        bytes: result.bytes,
        elapsedSeconds: result.elapsed,
        rows: result.rowsRead,
        readBytes: result.bytesRead,
      };
    },
    async write(execution) {
      const sql = preamble(execution) + execution.sql;
      // The call for raw inserts is the one that tells how many rows were written; its data are a blank.
      const result = await tracked(writes, execution.id, () =>
        connected((connection) => native.InsertRawAsyncConnection(connection, sql, BLANK, false)),
      );
      return { rows: result.rowsWritten, bytes: result.bytesWritten, elapsedSeconds: result.elapsed };
    },
    cancel,
    async close() {
      await Promise.all(Array.from(queries.keys(), cancel));
      await Promise.allSettled(writes.values());
      release();
    },
  };
}

/** Statements at work, by their ids. */
type Running = Map<string, Promise<unknown>>;

async function track<T>(running: Running, id: string, start: () => Promise<T>): Promise<T> {
  const work = start();
  running.set(id, work);
  try {
    return await work;
  } finally {
    running.delete(id);
  }
}

function alreadyRunning(id: string): ClickHouseError {
  return new ClickHouseError(216, "QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING", `Query with id = ${id} is already running.`);
}

/** Claims the data folder: its first connection stays open, and keeps the engine up, until `release`. */
function openFolder(native: ChdbNative, options: EngineOptions) {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const configFile = join(dataDir, "plimsoll-clickhouse.xml");
  writeFileSync(configFile, engineConfigXml(options), { mode: 0o600 });
  const base = openBase(native, dataDir, configFile);
  return {
    /** Runs one statement on a connection of its own. Throws ClickHouseError. */
    async connected<T>(start: (connection: NativeConnection) => Promise<T>): Promise<T> {
      const connection = native.CreateConnection(dataDir);
      try {
        return await start(connection);
      } catch (error) {
        throw toClickHouseError(error);
      } finally {
        native.CloseConnection(connection);
      }
    },
    release() {
      native.CloseConnection(base);
      rmSync(configFile, { force: true });
    },
  };
}

function openBase(native: ChdbNative, dataDir: string, configFile: string): NativeConnection {
  try {
    return native.CreateConnection(dataDir, [`--config-file=${configFile}`]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/lock/i.test(message)) {
      throw new AppError("CONFLICT", `Another process uses the ClickHouse data in ${dataDir}: stop it first`, {
        cause: error,
      });
    }
    throw new AppError("UNAVAILABLE", `ClickHouse did not start on ${dataDir}: ${message}`, {
      cause: error,
      retryable: false,
    });
  }
}

function preamble({ id, database, settings }: Execution): string {
  const assignments = [`log_comment = ${quoteString(id)}`];
  for (const [name, value] of settings) {
    if (!NAME.test(name)) throw new ClickHouseError(115, "UNKNOWN_SETTING", `Unknown setting '${name}'`);
    if (name !== "log_comment") assignments.push(`${name} = ${quoteString(value)}`);
  }
  const use = database ? `USE ${quoteIdentifier(database)}; ` : "";
  return `${use}SET ${assignments.join(", ")};\n`;
}
