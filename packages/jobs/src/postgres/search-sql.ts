import type { SearchTerms } from "../search-terms.ts";
import type { Section } from "./sections.ts";

export interface Statement {
  text: string;
  values: unknown[];
}
type Key = string | number;

class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** Lower case of ASCII letters: several times faster than that of a locale, and what Redis can do as well. */
const lower = (sql: string): string => `lower((${sql}) COLLATE "C")`;
const PAYLOAD = "coalesce(data->>'payload', '')";
const ERROR = "coalesce(failed_reason, '')";

/** The texts that the terms look into, and what is looked for in each. */
function looksOf(terms: SearchTerms): { text: string; forms: string[] }[] {
  const looks = [
    { text: lower("name"), forms: terms.name },
    { text: lower(ERROR), forms: terms.error },
    { text: lower(PAYLOAD), forms: terms.payload },
    // A line break is in no payload's JSON: what is looked for cannot reach from one text into the next.
    { text: lower(`id || E'\\n' || name || E'\\n' || ${ERROR} || E'\\n' || ${PAYLOAD}`), forms: terms.text },
  ];
  return looks.filter(({ forms }) => forms.length > 0);
}

/** Columns with the texts, each made and put in lower case once a row, and the test of them. */
function matching(terms: SearchTerms, parameters: Parameters): { columns: string; test: string } {
  const looks = looksOf(terms);
  const tests = looks.map(
    ({ forms }, at) => `(${forms.map((form) => `strpos(h${at}, ${parameters.add(form)}::text) > 0`).join(" OR ")})`,
  );
  return {
    columns: looks.map(({ text }, at) => `, ${text} AS h${at}`).join(""),
    test: tests.join(" AND ") || "true",
  };
}

const escapeLike = (form: string): string => form.replace(/[\\%_]/g, "\\$&");

/** The same as conditions of the scan itself, which several processes can share; a text is made once for all its forms. */
function conditions(terms: SearchTerms, parameters: Parameters): string[] {
  return looksOf(terms).map(({ text, forms }) =>
    forms.length === 1
      ? `strpos(${text}, ${parameters.add(forms[0])}::text) > 0`
      : `${text} LIKE ANY (${parameters.add(forms.map((form) => `%${escapeLike(form)}%`))}::text[])`,
  );
}

interface Range {
  queue: string;
  section: Section;
  terms: SearchTerms;
  descending: boolean;
  /** Keys of the last row that was looked at, or none. */
  after: readonly Key[];
}

function rangeConditions({ queue, section, terms, descending, after }: Range, parameters: Parameters): string[] {
  const where = [`queue = ${parameters.add(queue)}`, section.where];
  if (after.length > 0) {
    const places = section.keys.map(({ type }, index) => `${parameters.add(after[index])}::${type}`);
    const sign = descending ? "<" : ">";
    // The index knows the first key alone; the row comparison makes the place exact.
    where.push(`${section.keys[0]?.sql} ${sign}= ${places[0]}`);
    where.push(`(${section.keys.map(({ sql }) => sql).join(", ")}) ${sign} (${places.join(", ")})`);
  }
  if (terms.fromMs !== null) where.push(`${section.time} >= ${parameters.add(terms.fromMs)}::bigint`);
  if (terms.toMs !== null) where.push(`${section.time} < ${parameters.add(terms.toMs)}::bigint`);
  return where;
}

const direction = ({ descending }: Range): string => (descending ? "DESC" : "ASC");

/**
 * A step in the order of the section's index, which ends as soon as enough is found: rows {id, hit, n, last, k0, k1, …} of
 * the jobs found, and of the last of the `chunk` looked at.
 */
export function orderedSearch(range: Range, chunk: number, want: number): Statement {
  const parameters = new Parameters();
  const { keys } = range.section;
  const where = rangeConditions(range, parameters).join(" AND ");
  const selected = keys.map(({ sql }, index) => `${sql} AS k${index}`).join(", ");
  const names = keys.map((_key, index) => `k${index}`).join(", ");
  const sort = keys.map(({ sql }) => `${sql} ${direction(range)}`).join(", ");
  const { columns, test } = matching(range.terms, parameters);
  // Texts are made of the chunk's jobs alone, whatever way the database takes to find these.
  const read = columns === "" ? "id" : "id, name, failed_reason, data";
  const text = `SELECT id, hit, n, last, ${names} FROM (
    SELECT *, row_number() OVER () AS n, lead(id) OVER () IS NULL AS last FROM (
      SELECT id, ${names}, ${test} AS hit FROM (
        SELECT id, ${names}${columns} FROM (
          SELECT ${read}, ${selected} FROM job WHERE ${where} ORDER BY ${sort} LIMIT ${parameters.add(chunk)}
        ) jobs
      ) texts
    ) looked
  ) numbered WHERE hit OR last LIMIT ${parameters.add(want)}`;
  return { text, values: parameters.values };
}

/** The first key of the row that comes after the next `count` ones; from the index alone where the table is vacuumed. */
export function windowEnd(range: Range, count: number): Statement {
  const parameters = new Parameters();
  const where = rangeConditions(range, parameters).join(" AND ");
  const key = range.section.keys[0]?.sql;
  const text = `SELECT ${key} AS k0 FROM job WHERE ${where} ORDER BY ${key} ${direction(range)}
    OFFSET ${parameters.add(count)} LIMIT 1`;
  return { text, values: parameters.values };
}

/**
 * All jobs of a range whose first key lies before `end` (null: all of it), looked at in whatever order is quickest, some
 * four times as quick as that of the index, and by several processes where the database has them: rows {id, k0, k1} of
 * those found, in the order of the section.
 */
export function windowSearch(range: Range, end: Key | null, want: number): Statement {
  const parameters = new Parameters();
  const { keys } = range.section;
  const where = rangeConditions(range, parameters);
  if (end !== null)
    where.push(`${keys[0]?.sql} ${range.descending ? ">" : "<"} ${parameters.add(end)}::${keys[0]?.type}`);
  where.push(...conditions(range.terms, parameters));
  const selected = keys.map(({ sql }, index) => `${sql} AS k${index}`).join(", ");
  const order = keys.map((_key, index) => `k${index} ${direction(range)}`).join(", ");
  const text = `WITH found AS MATERIALIZED (SELECT id, ${selected} FROM job WHERE ${where.join(" AND ")})
    SELECT * FROM found ORDER BY ${order} LIMIT ${parameters.add(want)}`;
  return { text, values: parameters.values };
}
