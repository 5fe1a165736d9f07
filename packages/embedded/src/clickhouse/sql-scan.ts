/** A piece of SQL text: a word, a quoted thing, or a single character of punctuation. */
export type SqlToken = { text: string; start: number; end: number; depth: number; kind: "word" | "quoted" | "mark" };

const WORD = /[A-Za-z0-9_.]/;

/**
 * Cuts SQL into tokens, skipping blanks and comments. It knows ClickHouse's quotes (' " `), their escapes and heredocs
 * ($tag$…$tag$); it does not judge the grammar. `depth` counts open parentheses, brackets and braces.
 */
export function* scanSql(sql: string): Generator<SqlToken> {
  let at = 0;
  let depth = 0;
  while (at < sql.length) {
    const next = skipBlank(sql, at);
    if (next >= sql.length) return;
    const char = sql.charAt(next);
    if (char === ")" || char === "]" || char === "}") depth = Math.max(0, depth - 1);
    const end = endOfToken(sql, next);
    const kind =
      char === "'" || char === '"' || char === "`" ? "quoted" : end - next > 1 || WORD.test(char) ? "word" : "mark";
    yield { text: sql.slice(next, end), start: next, end, depth, kind };
    if (char === "(" || char === "[" || char === "{") depth += 1;
    at = end;
  }
}

function skipBlank(sql: string, from: number): number {
  let at = from;
  for (;;) {
    while (at < sql.length && /\s/.test(sql.charAt(at))) at += 1;
    const pair = sql.slice(at, at + 2);
    if (pair === "--" || pair.startsWith("#!") || pair === "# ") {
      const line = sql.indexOf("\n", at);
      at = line < 0 ? sql.length : line + 1;
    } else if (pair === "/*") {
      const close = sql.indexOf("*/", at + 2);
      at = close < 0 ? sql.length : close + 2;
    } else return at;
  }
}

function endOfToken(sql: string, start: number): number {
  const char = sql.charAt(start);
  if (char === "'" || char === '"' || char === "`") return endOfQuoted(sql, start, char);
  if (char === "$") {
    const tag = /^\$\w*\$/.exec(sql.slice(start, start + 64))?.[0];
    const close = tag ? sql.indexOf(tag, start + tag.length) : -1;
    return tag && close >= 0 ? close + tag.length : start + 1;
  }
  if (!WORD.test(char)) return start + 1;
  let at = start + 1;
  while (at < sql.length && WORD.test(sql.charAt(at))) at += 1;
  return at;
}

function endOfQuoted(sql: string, start: number, quote: string): number {
  let at = start + 1;
  while (at < sql.length) {
    const char = sql.charAt(at);
    if (char === "\\") at += 2;
    else if (char === quote && sql.charAt(at + 1) === quote) at += 2;
    else if (char === quote) return at + 1;
    else at += 1;
  }
  return sql.length;
}

/** A string as ClickHouse SQL writes it: in single quotes, with backslash escapes. */
export function quoteString(value: string): string {
  return `'${value.replace(/[\\']/g, "\\$&")}'`;
}

/** A name as ClickHouse SQL writes it: in backquotes. */
export function quoteIdentifier(name: string): string {
  return `\`${name.replace(/[\\`]/g, "\\$&")}\``;
}
