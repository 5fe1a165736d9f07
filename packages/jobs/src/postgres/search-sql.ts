import type { SearchStep } from "../job-backend.ts";
import type { SearchTerms } from "../search-terms.ts";
import type { Section } from "./sections.ts";

/** Lower case of ASCII letters: several times faster than that of a locale, and what Redis can do as well. */
const lower = (sql: string): string => `lower((${sql}) COLLATE "C")`;
const COLUMNS = {
  payload: lower("data->>'payload'"),
  name: lower("name"),
  id: lower("id"),
  error: lower("failed_reason"),
};

class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

function containsAny(columns: string[], forms: string[], parameters: Parameters): string {
  const references = forms.map((form) => `${parameters.add(form)}::text`);
  const tests = columns.flatMap((column) => references.map((form) => `strpos(${column}, ${form}) > 0`));
  return `coalesce(${tests.length > 0 ? tests.join(" OR ") : "true"}, false)`;
}

function conditions(terms: SearchTerms, parameters: Parameters): string {
  const { payload, name, id, error } = COLUMNS;
  const all: string[] = [];
  const test = (columns: string[], forms: string[]) => {
    if (forms.length > 0) all.push(containsAny(columns, forms, parameters));
  };
  // The cheap ones first: rows that fail them are not unpacked.
  test([name], terms.name);
  test([error], terms.error);
  test([payload], terms.payload);
  test([id, name, payload, error], terms.text);
  return all.length > 0 ? all.join(" AND ") : "true";
}

/**
 * One step of a search through a section: rows {id, hit, n, last, k0, k1, …} of the jobs found, and of the last one
 * looked at. Reads `chunk` rows by the section's index, in its order, from the place on.
 */
export function searchSql(
  queue: string,
  section: Section,
  step: SearchStep,
  after: (string | number)[],
): {
  text: string;
  values: unknown[];
} {
  const parameters = new Parameters();
  const where = [`queue = ${parameters.add(queue)}`, section.where];
  const { terms, order, chunk, want } = step;
  const descending = order === "list" && section.descending;
  if (after.length > 0) {
    const places = section.keys.map(({ type }, index) => `${parameters.add(after[index])}::${type}`);
    const [first] = section.keys;
    const sign = descending ? "<" : ">";
    // The index knows the first key alone; the row comparison makes the place exact.
    where.push(`${first?.sql} ${sign}= ${places[0]}`);
    where.push(`(${section.keys.map(({ sql }) => sql).join(", ")}) ${sign} (${places.join(", ")})`);
  }
  if (terms.fromMs !== null) where.push(`${section.time} >= ${parameters.add(terms.fromMs)}::bigint`);
  if (terms.toMs !== null) where.push(`${section.time} < ${parameters.add(terms.toMs)}::bigint`);
  const keys = section.keys.map(({ sql }, index) => `${sql} AS k${index}`).join(", ");
  const names = section.keys.map((_key, index) => `k${index}`).join(", ");
  const direction = descending ? "DESC" : "ASC";
  const sort = section.keys.map(({ sql }) => `${sql} ${direction}`).join(", ");
  const hit = conditions(terms, parameters);
  const text = `SELECT id, hit, n, last, ${names} FROM (
    SELECT *, row_number() OVER () AS n, lead(id) OVER () IS NULL AS last FROM (
      SELECT id, ${keys}, ${hit} AS hit FROM job WHERE ${where.join(" AND ")}
       ORDER BY ${sort} LIMIT ${parameters.add(chunk)}
    ) looked
  ) numbered WHERE hit OR last LIMIT ${parameters.add(want)}`;
  return { text, values: parameters.values };
}
