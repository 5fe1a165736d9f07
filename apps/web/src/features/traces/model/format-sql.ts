/** Keywords that begin a line. Joins and set operations stand before the words they consist of. */
const BREAKS =
  /^(?:(?:LEFT|RIGHT|FULL|INNER|CROSS|NATURAL)(?:\s+OUTER)?\s+JOIN|UNION(?:\s+ALL)?|GROUP\s+BY|ORDER\s+BY|INSERT\s+INTO|DELETE\s+FROM|ON\s+CONFLICT|SELECT|FROM|WHERE|JOIN|HAVING|LIMIT|OFFSET|VALUES|SET|RETURNING|UPDATE|WITH|EXCEPT|INTERSECT)\b/i;
const INDENTED = /^(?:AND|OR)\b/i;
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|\s+|[()]|\w+|[^\s\w()'"`]/gy;

/**
 * Breaks SQL before its main keywords, two spaces deeper inside parentheses. What stands in quotes and comments is left
 * as it is; statements that cannot be read (cut off in a string) come back unchanged from that point.
 */
export function formatSql(sql: string): string {
  let out = "";
  let depth = 0;
  let at = 0;
  const breakLine = (indent: number) => {
    out = `${out.trimEnd()}${out.trim() === "" ? "" : "\n"}${"  ".repeat(indent)}`;
  };
  while (at < sql.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(sql)?.[0];
    if (token === undefined) return out + sql.slice(at);
    const keyword = /\w/.test(token[0] ?? "") ? BREAKS.exec(sql.slice(at, at + 40))?.[0] : undefined;
    if (keyword) {
      breakLine(depth);
      out += keyword.replace(/\s+/g, " ");
      at += keyword.length;
      continue;
    }
    if (INDENTED.test(token) && depth === 0) breakLine(1);
    if (token === "(") depth++;
    if (token === ")") depth = Math.max(0, depth - 1);
    out += /^\s/.test(token) ? (/\s$/.test(out) || out === "" ? "" : " ") : token;
    if (token.startsWith("--")) breakLine(depth);
    at += token.length;
  }
  return out.trim();
}

/** The text of the query among a span's attributes, under its present or its former name. */
export function sqlOf(attributes: Record<string, unknown>): string | null {
  const text = attributes["db.query.text"] ?? attributes["db.statement"];
  const system = attributes["db.system.name"] ?? attributes["db.system"];
  const notSql = typeof system === "string" && /redis|memcached|mongo|elasticsearch|opensearch|dynamo/.test(system);
  return typeof text === "string" && !notSql && text.trim() !== "" ? text : null;
}
