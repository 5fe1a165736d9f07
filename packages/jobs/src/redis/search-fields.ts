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
  /** The field with the time that filters look at; empty when the order of the jobs has seen to it. */
  timeField: string;
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

/** Ids and fields of jobs, one after the other. */
type Flat = (string | null)[];

/**
 * Looks for text in jobs by reading their fields and comparing here: a script that compared in Redis would keep it from
 * others three times as long. Jobs that come or go meanwhile may be missed or shown twice, as in any list that moves.
 */
export async function searchFields(client: Redis, search: FieldSearch): Promise<FieldsFound> {
  const fields = fieldsOf(search);
  const meets = matcher(search, fields);
  const width = fields.length + 1;
  const chunks: Promise<Flat>[] = [];
  const order = (from: number): void => {
    if (from >= search.count) return;
    const chunk = readChunk(client, search, fields, from);
    chunk.catch(() => undefined);
    chunks.push(chunk);
  };
  for (let at = 0; at < AT_ONCE; at++) order(at * CHUNK);
  const found: FieldsFound = { ids: [], examined: 0, lastId: null, ended: false };
  for (let at = 0; at < chunks.length; at++) {
    const flat = (await chunks[at]) ?? [];
    for (let row = 0; row < flat.length; row += width) {
      found.examined += 1;
      found.lastId = flat[row] ?? null;
      if (!meets(flat, row)) continue;
      found.ids.push(flat[row] ?? "");
      if (found.ids.length >= search.want) return found;
    }
    if (flat.length / width < Math.min(CHUNK, search.count - at * CHUNK)) return { ...found, ended: true };
    order((at + AT_ONCE) * CHUNK);
  }
  return found;
}

function fieldsOf({ terms, own, hasErrors, timeField }: FieldSearch): string[] {
  const fields: string[] = [];
  if (terms.text.length + terms.payload.length > 0 || (own && terms.name.length > 0)) fields.push("data");
  // Our own data has the name in it: each field read of each job counts.
  if (!own && terms.text.length + terms.name.length > 0) fields.push("name");
  if (hasErrors && terms.text.length + terms.error.length > 0) fields.push("failedReason");
  if (timeField !== "") fields.push(timeField);
  return fields;
}

async function readChunk(client: Redis, search: FieldSearch, fields: string[], from: number): Promise<Flat> {
  const limit = [search.start + from, Math.min(CHUNK, search.count - from)].map(String);
  const gets = fields.flatMap((field) => ["GET", `${search.prefix}*->${field}`]);
  const sort = [search.key, "BY", "nosort", "LIMIT", ...limit, search.descending ? "DESC" : "ASC", "GET", "#"];
  return (await client.sendCommand(new Command("SORT", [...sort, ...gets], { replyEncoding: "utf8" }))) as Flat;
}

const hasAny = (hay: string | null | undefined, forms: readonly string[], from = 0): boolean => {
  if (hay == null) return false;
  for (const form of forms) if (hay.includes(form, from)) return true;
  return false;
};

/** Tests the job whose id is at `row` of the flat list. Of a hundred thousand jobs most meet nothing: that is quick. */
function matcher(search: FieldSearch, fields: string[]): (flat: Flat, row: number) => boolean {
  const { terms, own } = search;
  const [data, name, error, time] = ["data", "name", "failedReason", search.timeField].map(
    (field) => fields.indexOf(field) + 1,
  );
  const escape = (form: string) => (own ? JSON.stringify(form).slice(1, -1) : form);
  const [text, payload, ownName] = [terms.text, terms.payload, terms.name].map((forms) => forms.map(escape));
  const lowered = (flat: Flat, row: number, at = 0) => (at > 0 ? flat[row + at]?.toLowerCase() : null);
  const payloadAt = (hay: string) => (own ? hay.indexOf(PAYLOAD_MARK) + PAYLOAD_MARK.length : 0);
  const nameIn = (hay: string) => hay.slice(hay.indexOf(NAME_MARK) + NAME_MARK.length, hay.indexOf(PAYLOAD_MARK));
  const hasName = (flat: Flat, row: number, hay: string | null | undefined, forms: string[], escaped: string[] = []) =>
    own ? hasAny(hay, escaped) && hasAny(nameIn(hay ?? ""), escaped) : hasAny(lowered(flat, row, name), forms);
  return (flat, row) => {
    const hay = lowered(flat, row, data);
    if (terms.text.length > 0 && !hasAny(flat[row]?.toLowerCase(), terms.text)) {
      const reason = lowered(flat, row, error);
      const somewhere = hasAny(hay, text ?? []) && hay != null && hasAny(hay, text ?? [], payloadAt(hay));
      if (!somewhere && !hasAny(reason, terms.text) && !hasName(flat, row, hay, terms.text, text)) return false;
    }
    if (terms.payload.length > 0 && (hay == null || !hasAny(hay, payload ?? [], payloadAt(hay)))) return false;
    if (terms.name.length > 0 && !hasName(flat, row, hay, terms.name, ownName)) return false;
    if (terms.error.length > 0 && !hasAny(lowered(flat, row, error), terms.error)) return false;
    const ms = time ? Number(flat[row + time]) : Number.NaN;
    return !(ms < (terms.fromMs ?? -Infinity) || ms >= (terms.toMs ?? Infinity));
  };
}
