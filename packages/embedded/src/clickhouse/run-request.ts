import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { ClickHouseError } from "./clickhouse-error.ts";
import type { Engine } from "./engine.ts";
import { type RequestOptions, decodeBody, readBody } from "./http-request.ts";
import type { Lane } from "./lane.ts";
import { quoteString } from "./sql-scan.ts";
import type { Spool } from "./spool.ts";
import { type InsertStatement, type PlainStatement, readStatement } from "./statement.ts";

/** Bounds of one request, bytes. */
export type RequestLimits = { maxQueryBytes: number; maxInsertBytes: number; maxResultBytes: number };

export type RequestContext = { engine: Engine; spool: Spool; readers: Lane; inserts: Lane; limits: RequestLimits };

/** What goes back to the client when all went well. */
export type Answer = { bytes: Uint8Array; format: string; queryId: string; summary: Summary };

type Summary = {
  readRows: number;
  readBytes: number;
  writtenRows: number;
  writtenBytes: number;
  resultRows: number;
  elapsedSeconds: number;
};

const NOTHING_READ: Summary = {
  readRows: 0,
  readBytes: 0,
  writtenRows: 0,
  writtenBytes: 0,
  resultRows: 0,
  elapsedSeconds: 0,
};

/**
 * Settings under which an insert becomes one block, so one part a partition, so atomic, up to two million rows.
 * The request's own settings come after and win.
 */
const INSERT_SETTINGS: ReadonlyArray<readonly [string, string]> = [
  ["max_insert_threads", "1"],
  ["min_insert_block_size_rows", "2000000"],
  ["min_insert_block_size_bytes", "0"],
  ["max_insert_block_size", "2000000"],
  ["input_format_parallel_parsing", "0"],
  ["use_structure_from_insertion_table_in_table_functions", "2"],
];

/**
 * Runs one request: rows in the body go through the spool into the engine, everything else runs as written.
 * `gone` aborts when the client leaves: queries are stopped then, inserts are not (as in ClickHouse).
 */
export async function runRequest(
  context: RequestContext,
  request: IncomingMessage,
  options: RequestOptions,
  gone: AbortSignal,
): Promise<Answer> {
  const body = decodeBody(request);
  if (options.query) {
    const statement = readStatement(options.query);
    if (statement.kind === "insert") {
      const inline = Buffer.from(options.query.slice(statement.dataStart));
      return await runInsert(context, statement, options, inline, body, gone);
    }
    const rest = await readBody(body, context.limits.maxQueryBytes);
    if (rest.length === 0) return await runPlain(context, statement, options, gone);
    return await runText(context, Buffer.concat([Buffer.from(`${options.query}\n`), rest]), options, gone);
  }
  return await runText(context, await readBody(body, context.limits.maxInsertBytes), options, gone);
}

async function runText(
  context: RequestContext,
  text: Buffer,
  options: RequestOptions,
  gone: AbortSignal,
): Promise<Answer> {
  // Latin-1 keeps one character a byte, so that the place where binary rows start is a byte position.
  const probe = text.subarray(0, context.limits.maxQueryBytes).toString("latin1");
  if (/^\s*(?:--|\/\*|#|insert\b)/i.test(probe)) {
    const statement = readStatement(probe);
    if (statement.kind === "insert") {
      const exact = readStatement(text.subarray(0, statement.dataStart).toString("utf8"));
      if (exact.kind === "insert") {
        return await runInsert(context, exact, options, text.subarray(statement.dataStart), Readable.from([]), gone);
      }
    }
  }
  if (text.length > context.limits.maxQueryBytes) {
    throw new ClickHouseError(
      229,
      "QUERY_IS_TOO_LARGE",
      `The query is larger than ${context.limits.maxQueryBytes} bytes`,
    );
  }
  const statement = readStatement(text.toString("utf8"));
  if (statement.kind === "insert")
    throw new ClickHouseError(62, "SYNTAX_ERROR", "The rows of an INSERT must follow it");
  return await runPlain(context, statement, options, gone);
}

async function runPlain(
  context: RequestContext,
  statement: PlainStatement,
  options: RequestOptions,
  gone: AbortSignal,
): Promise<Answer> {
  const { engine, readers, limits } = context;
  const id = options.queryId ?? randomUUID();
  const settings = new Map([["max_result_bytes", String(limits.maxResultBytes)], ...options.settings]);
  // As ClickHouse does: what only reads is stopped when its client has gone, what changes something runs to its end.
  const stopping = statement.readOnly ? gone : undefined;
  const outcome = await readers.run(async () => {
    const stop = () => void engine.cancel(id).catch(() => undefined);
    stopping?.addEventListener("abort", stop, { once: true });
    try {
      return await engine.query(
        { id, sql: statement.sql, database: options.database, settings },
        options.defaultFormat,
      );
    } finally {
      stopping?.removeEventListener("abort", stop);
    }
  }, gone);
  const summary = {
    ...NOTHING_READ,
    readRows: outcome.rows,
    readBytes: outcome.readBytes,
    resultRows: outcome.rows,
    elapsedSeconds: outcome.elapsedSeconds,
  };
  return { bytes: outcome.bytes, format: statement.format ?? options.defaultFormat, queryId: id, summary };
}

async function runInsert(
  context: RequestContext,
  statement: InsertStatement,
  options: RequestOptions,
  first: Uint8Array,
  rest: Readable,
  gone: AbortSignal,
): Promise<Answer> {
  const { engine, inserts, limits, spool } = context;
  const id = options.queryId ?? randomUUID();
  if (!/^\w+$/.test(statement.format))
    throw new ClickHouseError(73, "UNKNOWN_FORMAT", `Unknown format ${statement.format}`);
  const stored = await spool.store(first, rest, limits.maxInsertBytes);
  try {
    if (stored.sizeBytes === 0) {
      return { bytes: new Uint8Array(), format: options.defaultFormat, queryId: id, summary: NOTHING_READ };
    }
    const sql = `${statement.head} SELECT * FROM file(${quoteString(stored.path)}, ${statement.format})`;
    const settings = new Map([...INSERT_SETTINGS, ...options.settings]);
    const outcome = await inserts.run(() => engine.write({ id, sql, database: options.database, settings }), gone);
    const summary = {
      ...NOTHING_READ,
      readRows: outcome.rows,
      readBytes: stored.sizeBytes,
      writtenRows: outcome.rows,
      writtenBytes: outcome.bytes,
      elapsedSeconds: outcome.elapsedSeconds,
    };
    return { bytes: new Uint8Array(), format: options.defaultFormat, queryId: id, summary };
  } finally {
    await stored.remove();
  }
}
