import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { AppError } from "@plimsoll/core";
import { type ChdbNative, type NativeConnection, loadChdb } from "./chdb-native.ts";
import { ClickHouseError, toClickHouseError } from "./clickhouse-error.ts";
import { engineConfigXml } from "./engine-config.ts";
import { quoteIdentifier, quoteString } from "./sql-scan.ts";

/** How one statement runs: everything here ends with it. */
export type Execution = {
  /** Identifies the statement for `cancel`; shown by `system.processes` as the setting `log_comment`. */
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
  /** Stops the statement with this id if it still runs; it then fails with QUERY_WAS_CANCELLED. */
  cancel(id: string): Promise<void>;
  /** Waits for running statements and releases the data folder. */
  close(): Promise<void>;
};

export type EngineOptions = {
  dataDir: string;
  /** Memory of all statements together, bytes. */
  maxMemoryBytes: number;
};

const NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/;
const BLANK = Buffer.from(" ");

/**
 * Opens ClickHouse's engine on a data folder, in this process. One process owns a folder: a second one gets
 * AppError CONFLICT. Each statement has a connection of its own (0.3 ms), so that settings, parameters and the current
 * database never reach another one, and statements run side by side on libuv's threads.
 */
export function openEngine(options: EngineOptions): Engine {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const configFile = join(dataDir, "plimsoll-clickhouse.xml");
  writeFileSync(configFile, engineConfigXml(options), { mode: 0o600 });
  const native = loadChdb();
  const base = openBase(native, dataDir, configFile);
  const running = new Set<Promise<unknown>>();

  async function run<T>(start: (connection: NativeConnection) => Promise<T>): Promise<T> {
    const connection = native.CreateConnection(dataDir);
    const work = start(connection);
    running.add(work);
    try {
      return await work;
    } catch (error) {
      throw toClickHouseError(error);
    } finally {
      running.delete(work);
      native.CloseConnection(connection);
    }
  }

  return {
    async query(execution, format) {
      const sql = preamble(execution) + execution.sql;
      const result = await run((connection) => native.QueryAsyncConnection(connection, sql, format));
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
      const result = await run((connection) => native.InsertRawAsyncConnection(connection, sql, BLANK, false));
      return { rows: result.rowsWritten, bytes: result.bytesWritten, elapsedSeconds: result.elapsed };
    },
    async cancel(id) {
      const sql = `KILL QUERY WHERE Settings['log_comment'] = ${quoteString(id)} ASYNC`;
      await run((connection) => native.QueryAsyncConnection(connection, sql, "Null"));
    },
    async close() {
      await Promise.allSettled([...running]);
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
