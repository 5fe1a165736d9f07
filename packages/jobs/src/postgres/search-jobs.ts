import type { Place, SearchOutcome, SearchStep } from "../job-backend.ts";
import type { PostgresLink } from "./postgres-link.ts";
import { orderedSearch, windowEnd, windowSearch } from "./search-sql.ts";
import { SECTIONS } from "./sections.ts";

interface FoundRow {
  id: string;
  [key: `k${number}`]: string | number;
}
interface LookedRow extends FoundRow {
  hit: boolean;
  n: string;
  last: boolean;
}

/** Jobs of one step: what a page shows is mostly among the newest, what is not there takes a look at all. */
const FIRST_CHUNK = 2_000;
const CHUNK = 20_000;
const WINDOW = 150_000;
/** Ids sort before this one and after the empty one. */
const LAST_ID = "\u{10FFFF}";

async function findWindowEnd(link: PostgresLink, range: Parameters<typeof windowEnd>[0]): Promise<string | null> {
  const { text, values } = windowEnd(range, WINDOW);
  return (await link.read<{ k0: string }>(text, values)).rows[0]?.k0 ?? null;
}

/** See JobBackend.search. */
export async function searchJobs(link: PostgresLink, queue: string, step: SearchStep): Promise<SearchOutcome> {
  const { state, terms, order, want, round } = step;
  const [at = 0, ...after] = step.after ?? [];
  const index = Number(at);
  const section = SECTIONS[state][index];
  if (!section) return { ids: [], examined: 0, next: null };
  const range = { queue, section, terms, descending: order === "list" && section.descending, after };
  const keysOf = (row: FoundRow): Place => [index, ...section.keys.map((_key, key) => row[`k${key}`] ?? "")];
  const nextSection = index + 1 < SECTIONS[state].length ? [index + 1] : null;
  // Bulk work takes all it finds, step by step: it would look at the same window again and again.
  if (order === "list" && round > 0 && section.keys.length === 2) {
    const end = (await step.total) <= WINDOW ? null : await findWindowEnd(link, range);
    const isProgress = end === null || end !== String(after[0]);
    if (isProgress) {
      const search = windowSearch(range, end, want);
      const { rows } = await link.read<FoundRow>(search.text, search.values);
      const last = rows.at(-1);
      const ids = rows.map(({ id }) => id);
      if (last && rows.length === want) return { ids, examined: WINDOW, next: keysOf(last) };
      if (end === null) return { ids, examined: WINDOW, next: nextSection };
      const edge = range.descending ? [BigInt(end) + 1n, ""] : [BigInt(end) - 1n, LAST_ID];
      return { ids, examined: WINDOW, next: [index, String(edge[0]), String(edge[1])] };
    }
  }
  const chunk = step.conditional ? (round === 0 && order === "list" ? FIRST_CHUNK : CHUNK) : want;
  const { text, values } = orderedSearch(range, chunk, want);
  const { rows } = await link.read<LookedRow>(text, values);
  const last = rows.at(-1);
  const examined = Number(last?.n ?? 0);
  const ended = !last || (last.last && examined < chunk);
  const ids = rows.filter(({ hit }) => hit).map(({ id }) => id);
  return { ids, examined, next: ended ? nextSection : keysOf(last) };
}
