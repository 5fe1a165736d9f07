import { ClickHouseError } from "./clickhouse-error.ts";
import { type SqlToken, scanSql } from "./sql-scan.ts";

/** An `INSERT` whose rows follow as data: `head` is its text up to FORMAT or VALUES. */
export type InsertStatement = {
  kind: "insert";
  head: string;
  /** Table as written, or undefined for `INSERT INTO FUNCTION …`. */
  table: string | undefined;
  /** Text between the parentheses of the column list, if there is one. */
  columns: string | undefined;
  format: string;
  /** Where inline data start in the text. */
  dataStart: number;
};

/** Any other statement; `format` is its own FORMAT clause; `readOnly`: stopping it half-way loses nothing. */
export type PlainStatement = { kind: "plain"; sql: string; format: string | undefined; readOnly: boolean };

const READS = new Set(["SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS", "KILL", "CHECK", "VALUES"]);

/**
 * Reads what the server must know of a statement. Throws SYNTAX_ERROR (62) for more than one statement and
 * NOT_IMPLEMENTED (48) for INTO OUTFILE, as ClickHouse does over HTTP.
 */
export function readStatement(sql: string): InsertStatement | PlainStatement {
  const first = scanSql(sql).next().value;
  if (!first) throw new ClickHouseError(62, "SYNTAX_ERROR", "Syntax error: Empty query");
  const insert = isWord(first, "INSERT") ? readInsert(sql) : undefined;
  return insert ?? readPlain(sql, first);
}

function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toUpperCase() === word;
}

function readPlain(sql: string, first: SqlToken): PlainStatement {
  let end = sql.length;
  let ended = false;
  let format: string | undefined;
  let previous: SqlToken | undefined;
  for (const token of scanSql(sql)) {
    if (token.text === ";" && token.depth === 0) {
      if (!ended) end = token.start;
      ended = true;
      continue;
    }
    if (ended) throw new ClickHouseError(62, "SYNTAX_ERROR", "Syntax error (Multi-statements are not allowed)");
    if (isWord(token, "OUTFILE") && isWord(previous, "INTO")) {
      throw new ClickHouseError(48, "NOT_IMPLEMENTED", "INTO OUTFILE is not allowed");
    }
    if (token.depth === 0 && token.kind === "word" && isWord(previous, "FORMAT")) format = token.text;
    previous = token;
  }
  const leading = first.text === "(" ? "SELECT" : first.text.toUpperCase();
  const readOnly = READS.has(leading);
  return { kind: "plain", sql: sql.slice(0, end), format, readOnly };
}

/** `INSERT INTO [TABLE] [FUNCTION] target [(columns)] [SETTINGS …] FORMAT name | VALUES`, else undefined (INSERT … SELECT). */
function readInsert(sql: string): InsertStatement | undefined {
  const target: SqlToken[] = [];
  let columns: { start: number; end: number } | undefined;
  let isFunction = false;
  let state: "start" | "target" | "rest" = "start";
  let previous: SqlToken | undefined;
  for (const token of scanSql(sql)) {
    const word = token.kind === "word" && token.depth === 0 ? token.text.toUpperCase() : "";
    if (word === "SELECT" || word === "WITH" || word === "WATCH" || word === "INFILE") return undefined;
    if (token.text === ";" && token.depth === 0) return undefined;
    if (state !== "start" && target.length > 0 && word === "VALUES") {
      return {
        kind: "insert",
        ...describe(sql, token.start, target, isFunction, columns),
        format: "Values",
        dataStart: token.end,
      };
    }
    if (isWord(previous, "FORMAT") && previous && state === "rest") {
      const dataStart = startOfData(sql, token.end);
      return {
        kind: "insert",
        ...describe(sql, previous.start, target, isFunction, columns),
        format: token.text,
        dataStart,
      };
    }
    if (state === "start") {
      if (word === "INTO") state = "target";
    } else if (state === "target") {
      if (word === "FUNCTION") isFunction = true;
      else if (token.text === "(" && token.depth === 0) {
        columns = isFunction ? undefined : { start: token.end, end: token.end };
        state = "rest";
      } else if (word === "SETTINGS" || word === "FORMAT") state = "rest";
      else if (word !== "TABLE" || target.length > 0) target.push(token);
    } else if (columns && columns.end === columns.start && token.text === ")" && token.depth === 0)
      columns.end = token.start;
    previous = token;
  }
  return undefined;
}

function describe(
  sql: string,
  headEnd: number,
  target: SqlToken[],
  isFunction: boolean,
  columns: { start: number; end: number } | undefined,
): Pick<InsertStatement, "head" | "table" | "columns"> {
  return {
    head: sql.slice(0, headEnd),
    table: isFunction ? undefined : target.map((token) => token.text).join(""),
    columns: columns ? sql.slice(columns.start, columns.end).trim() : undefined,
  };
}

/** Data start after the blanks that follow the format name, and after at most one line end: the rest may be binary. */
function startOfData(sql: string, from: number): number {
  let at = from;
  while (sql.charAt(at) === " " || sql.charAt(at) === "\t" || sql.charAt(at) === ";") at += 1;
  if (sql.charAt(at) === "\r") at += 1;
  if (sql.charAt(at) === "\n") at += 1;
  return at;
}
