import { Command, type Redis } from "ioredis";
import type { SearchTerms } from "../search-terms.ts";
import { NAME_MARK, PAYLOAD_MARK } from "../stored-data.ts";

/** Jobs of one command: one or two milliseconds of Redis's time. */
const CHUNK = 1_000;
/** Commands under way: Redis works on one while this process looks through another. */
const AT_ONCE = 3;

export interface FieldSearch {
  /** The list or sorted set, and the prefix of the jobs' keys. */
  key: string;
  prefix: string;
  descending: boolean;
  own: boolean;
  /** Whether jobs of the state have errors. */
  hasErrors: boolean;
  terms: SearchTerms;
  /** Times are compared when jobs are not in the order of the times that filters look at. */
  comparesTimes: boolean;
  start: number;
  /** Jobs to look at, and to find, at most. */
  count: number;
  want: number;
}
export interface FieldsFound {
  ids: string[];
  /** Jobs looked at up to the last one found or the end, and the id of that one. */
  examined: number;
  lastId: string | null;
  ended: boolean;
}

type Row = (string | null)[];

/**
 * Looks for text in jobs by reading their fields and comparing here: a script that compared in Redis would keep it from
 * others three times as long. Jobs that come or go meanwhile may be missed or shown twice, as in any list that moves.
 */
export async function searchFields(client: Redis, search: FieldSearch): Promise<FieldsFound> {
  const fields = fieldsOf(search);
  const meets = matcher(search, fields);
  const chunks: Promise<Row[]>[] = [];
  const order = (from: number): void => {
    if (from >= search.count) return;
    const size = Math.min(CHUNK, search.count - from);
    const rows = readRows(client, search, fields, search.start + from, size);
    rows.catch(() => undefined);
    chunks.push(rows);
  };
  for (let at = 0; at < AT_ONCE; at++) order(at * CHUNK);
  const found: FieldsFound = { ids: [], examined: 0, lastId: null, ended: false };
  for (let at = 0; at < chunks.length; at++) {
    const rows = (await chunks[at]) ?? [];
    for (const row of rows) {
      found.examined += 1;
      found.lastId = row[0] ?? null;
      if (meets(row)) found.ids.push(row[0] ?? "");
      if (found.ids.length >= search.want) return found;
    }
    if (rows.length < Math.min(CHUNK, search.count - at * CHUNK)) return { ...found, ended: true };
    order((at + AT_ONCE) * CHUNK);
  }
  return found;
}

function fieldsOf({ terms, own, hasErrors, comparesTimes }: FieldSearch): string[] {
  const fields: string[] = [];
  if (terms.text.length + terms.payload.length > 0 || (own && terms.name.length > 0)) fields.push("data");
  // Our own data has the name in it: each field read of each job counts.
  if (!own && terms.text.length + terms.name.length > 0) fields.push("name");
  if (hasErrors && terms.text.length + terms.error.length > 0) fields.push("failedReason");
  if (comparesTimes) fields.push("timestamp");
  return fields;
}

async function readRows(
  client: Redis,
  search: FieldSearch,
  fields: string[],
  from: number,
  size: number,
): Promise<Row[]> {
  const gets = fields.flatMap((field) => ["GET", `${search.prefix}*->${field}`]);
  const sort = [search.key, "BY", "nosort", "LIMIT", String(from), String(size), search.descending ? "DESC" : "ASC"];
  const command = new Command("SORT", [...sort, "GET", "#", ...gets], { replyEncoding: "utf8" });
  const flat = (await client.sendCommand(command)) as Row;
  const rows: Row[] = [];
  for (let at = 0; at < flat.length; at += fields.length + 1) rows.push(flat.slice(at, at + fields.length + 1));
  return rows;
}

const hasAny = (hay: string | null | undefined, forms: string[], from = 0): boolean =>
  hay != null && forms.some((form) => hay.includes(form, from));

function matcher(search: FieldSearch, fields: string[]): (row: Row) => boolean {
  const { terms, own } = search;
  const at = (field: string) => fields.indexOf(field) + 1;
  const [data, name, error, time] = [at("data"), at("name"), at("failedReason"), at("timestamp")];
  const escape = (form: string) => (own ? JSON.stringify(form).slice(1, -1) : form);
  const textInData = terms.text.map(escape);
  const payload = terms.payload.map(escape);
  const lowered = (row: Row, index: number) => (index > 0 ? row[index]?.toLowerCase() : null);
  return (row) => {
    if (time > 0) {
      const ms = Number(row[time]);
      if ((terms.fromMs !== null && ms < terms.fromMs) || (terms.toMs !== null && ms >= terms.toMs)) return false;
    }
    const hay = lowered(row, data);
    const payloadFrom = own ? (hay?.indexOf(PAYLOAD_MARK) ?? 0) + PAYLOAD_MARK.length : 0;
    const reason = lowered(row, error);
    const nameFrom = own && hay ? hay.indexOf(NAME_MARK) + NAME_MARK.length : 0;
    const ownName = () => (hay ? hay.slice(nameFrom, payloadFrom - PAYLOAD_MARK.length) : null);
    const jobName = own ? ownName : () => lowered(row, name);
    if (payload.length > 0 && !hasAny(hay, payload, payloadFrom)) return false;
    if (terms.name.length > 0 && !hasAny(jobName(), own ? terms.name.map(escape) : terms.name)) return false;
    if (terms.error.length > 0 && !hasAny(reason, terms.error)) return false;
    if (terms.text.length === 0) return true;
    // Most jobs have it nowhere: one look from the name on says so.
    if (hasAny(reason, terms.text) || hasAny(row[0]?.toLowerCase(), terms.text)) return true;
    if (!own) return hasAny(hay, textInData) || hasAny(jobName(), terms.text);
    return hasAny(hay, textInData, nameFrom) && (hasAny(hay, textInData, payloadFrom) || hasAny(ownName(), textInData));
  };
}
