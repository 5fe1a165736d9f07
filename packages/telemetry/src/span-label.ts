/** What is known of the operation of a span. */
export interface SpanOperation {
  name: string;
  /** `db.query.summary`, the statement (`db.query.text`, `db.statement`) and whom a client span calls; empty when unknown. */
  summary: string;
  statement: string;
  peer: string;
}

const BARE_METHOD = /^(HTTP )?(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;
const VERB = /^(SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|CREATE|ALTER|DROP|TRUNCATE|CALL|EXPLAIN|REPLACE|COPY)\b/i;
/** A name after INTO; one after FROM, JOIN or an UPDATE at the beginning that is no function call. */
const TABLES =
  /\bINTO\s+([A-Za-z_"`[][\w."`\]]*)|(?:\b(?:FROM|JOIN)|^UPDATE)\s+(?:ONLY\s+)?([A-Za-z_"`[][\w."`\]]*)(?![\w."`\]]|\s*\()/gi;
const MAX_TABLES = 3;
const MAX_STATEMENT = 80;

/**
 * The operation of a span as people recognise it: of a database call its summary, else verb and tables of the statement
 * (after OpenTelemetry's rules for `db.query.summary`); of a call that is named after the HTTP method alone, with whom it
 * calls; else the span's name.
 */
export function labelOperation({ name, summary, statement, peer }: SpanOperation): string {
  if (summary !== "") return summary;
  const described = describeStatement(statement);
  if (described !== null) return described;
  return BARE_METHOD.test(name) && peer !== "" ? `${name} ${peer}` : name;
}

/** `SELECT orders, products` for SQL; null for what is none. */
function describeStatement(statement: string): string | null {
  const text = tidy(statement);
  const verb = VERB.exec(text)?.[1]?.toUpperCase();
  if (!verb) return null;
  const tables = new Set(
    [...text.matchAll(TABLES)].map((match) => (match[1] ?? match[2] ?? "").replaceAll(/["`[\]]/g, "")),
  );
  if (tables.size === 0) return shortenStatement(text);
  const names = [...tables].slice(0, MAX_TABLES);
  return `${verb} ${names.join(", ")}${tables.size > MAX_TABLES ? " …" : ""}`;
}

/** A statement on one line, cut to what fits one. */
export function shortenStatement(statement: string): string {
  const text = tidy(statement);
  return text.length > MAX_STATEMENT ? `${text.slice(0, MAX_STATEMENT - 1)}…` : text;
}

function tidy(statement: string): string {
  return statement
    .replaceAll(/--[^\n]*|\/\*.*?\*\//gs, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
