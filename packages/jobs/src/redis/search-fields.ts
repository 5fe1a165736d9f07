import { Command, type Redis } from "ioredis";
import type { SearchTerms } from "../search-terms.ts";
import { asciiForms, type Flat, rowsThatMayHave } from "./chunk-rows.ts";
import { NAME_MARK, PAYLOAD_MARK } from "../stored-data.ts";

/** Jobs of the first command: what a page shows is mostly among the newest. */
const FIRST_CHUNK = 500;
/** Jobs of the others: three to five milliseconds of Redis's time. */
const CHUNK = 2_000;
/** Commands under way: Redis works on one while this process looks through another. */
const AT_ONCE = 5;

export interface FieldSearch {
  /** The list or sorted set, and the prefix of the jobs' keys. */
  key: string;
  prefix: string;
  descending: boolean;
  own: boolean;
  /** Whether what is looked for may be in an error. */
  looksAtErrors: boolean;
  terms: SearchTerms;
  /** The field with the time that filters look at; empty when the order of the jobs has seen to it. */
  timeField: string;
  start: number;
  /** Jobs to look at, and to find, at most. */
  count: number;
  want: number;
  /** When to stop, by the process's monotonic clock; the first jobs are looked at all the same. */
  until: number;
}
export interface FieldsFound {
  ids: string[];
  /** Jobs looked at up to the last one found or the end, and the id of that one. */
  examined: number;
  lastId: string | null;
  ended: boolean;
}

/**
 * Looks for text in jobs by reading their fields and comparing here: a script that compared in Redis would keep it from
 * others three times as long. Jobs that come or go meanwhile may be missed or shown twice, as in any list that moves.
 */
export async function searchFields(client: Redis, search: FieldSearch): Promise<FieldsFound> {
  const fields = fieldsOf(search);
  const meets = matcher(search, fields);
  const texts = asciiForms(someForms(search));
  const width = fields.length + 1;
  const chunks: { size: number; rows: Promise<Flat> }[] = [];
  let ordered = 0;
  const order = (): void => {
    const size = Math.min(ordered === 0 ? FIRST_CHUNK : CHUNK, search.count - ordered);
    if (size <= 0) return;
    const rows = readChunk(client, search, fields, ordered, size);
    rows.catch(() => undefined);
    chunks.push({ size, rows });
    ordered += size;
  };
  order();
  const found: FieldsFound = { ids: [], examined: 0, lastId: null, ended: false };
  let done = 0;
  for (const { size, rows } of chunks) {
    const flat = await rows;
    done += 1;
    for (const row of texts ? rowsThatMayHave(flat, width, texts) : allRows(flat, width)) {
      if (!meets(flat, row)) continue;
      const lastId = textOf(flat[row]) ?? "";
      found.ids.push(lastId);
      if (found.ids.length >= search.want) return { ...found, examined: found.examined + row / width + 1, lastId };
    }
    found.examined += flat.length / width;
    found.lastId = textOf(flat[flat.length - width]) ?? found.lastId;
    if (flat.length / width < size) return { ...found, ended: true };
    if (performance.now() >= search.until) return found;
    while (chunks.length - done < AT_ONCE && ordered < search.count) order();
  }
  return found;
}

const textOf = (value: Buffer | null | undefined): string | null => value?.toString("utf8") ?? null;

function* allRows(flat: Flat, width: number): Generator<number> {
  for (let row = 0; row < flat.length; row += width) yield row;
}

/** Forms of which every job that is found has one. */
function someForms({ terms, own }: FieldSearch): string[] {
  const inPayload = (forms: readonly string[]) => (own ? forms.map(escaped) : forms);
  if (terms.payload.length > 0) return [...inPayload(terms.payload)];
  if (terms.text.length > 0) return [...terms.text, ...inPayload(terms.text)];
  return [...(terms.name.length > 0 ? inPayload(terms.name) : terms.error)];
}

/** A payload of ours is JSON text inside JSON: what is looked for in it is escaped alike. */
const escaped = (form: string): string => JSON.stringify(form).slice(1, -1);

function fieldsOf({ terms, own, looksAtErrors, timeField }: FieldSearch): string[] {
  const fields: string[] = [];
  if (terms.text.length + terms.payload.length > 0 || (own && terms.name.length > 0)) fields.push("data");
  // Our own data has the name in it: each field read of each job counts.
  if (!own && terms.text.length + terms.name.length > 0) fields.push("name");
  if (looksAtErrors && terms.text.length + terms.error.length > 0) fields.push("failedReason");
  if (timeField !== "") fields.push(timeField);
  return fields;
}

async function readChunk(
  client: Redis,
  search: FieldSearch,
  fields: string[],
  from: number,
  size: number,
): Promise<Flat> {
  const limit = [search.start + from, size].map(String);
  const gets = fields.flatMap((field) => ["GET", `${search.prefix}*->${field}`]);
  const sort = [search.key, "BY", "nosort", "LIMIT", ...limit, search.descending ? "DESC" : "ASC", "GET", "#"];
  return (await client.sendCommand(new Command("SORT", [...sort, ...gets], { replyEncoding: null }))) as Flat;
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
  const escape = (form: string) => (own ? escaped(form) : form);
  const [text, payload, ownName] = [terms.text, terms.payload, terms.name].map((forms) => forms.map(escape));
  const lowered = (flat: Flat, row: number, at: number | undefined) =>
    at !== undefined && at > 0 ? textOf(flat[row + at])?.toLowerCase() : null;
  const payloadAt = (hay: string) => (own ? hay.indexOf(PAYLOAD_MARK) + PAYLOAD_MARK.length : 0);
  const nameIn = (hay: string) => hay.slice(hay.indexOf(NAME_MARK) + NAME_MARK.length, hay.indexOf(PAYLOAD_MARK));
  const hasName = (flat: Flat, row: number, hay: string | null | undefined, forms: string[], inJson: string[] = []) =>
    own ? hasAny(hay, inJson) && hasAny(nameIn(hay ?? ""), inJson) : hasAny(lowered(flat, row, name), forms);
  return (flat, row) => {
    const hay = lowered(flat, row, data);
    if (terms.text.length > 0 && !hasAny(textOf(flat[row])?.toLowerCase(), terms.text)) {
      const reason = lowered(flat, row, error);
      const somewhere = hasAny(hay, text ?? []) && hay != null && hasAny(hay, text ?? [], payloadAt(hay));
      if (!somewhere && !hasAny(reason, terms.text) && !hasName(flat, row, hay, terms.text, text)) return false;
    }
    if (terms.payload.length > 0 && (hay == null || !hasAny(hay, payload ?? [], payloadAt(hay)))) return false;
    if (terms.name.length > 0 && !hasName(flat, row, hay, terms.name, ownName)) return false;
    if (terms.error.length > 0 && !hasAny(lowered(flat, row, error), terms.error)) return false;
    const ms = time ? Number(textOf(flat[row + time])) : Number.NaN;
    return !(ms < (terms.fromMs ?? -Infinity) || ms >= (terms.toMs ?? Infinity));
  };
}
