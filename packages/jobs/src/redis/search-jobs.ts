import { Redis } from "ioredis";
import type { Place, SearchOutcome, SearchStep } from "../job-backend.ts";
import type { RedisClient } from "./connect.ts";
import { SECTIONS, type Section } from "./queue-keys.ts";
import { mayHaveReason } from "./failure-reasons.ts";
import { searchFields } from "./search-fields.ts";

/** A client that knows the script SEARCH. */
export type SearchClient = RedisClient & { plimsollSearch(...args: (string | number)[]): Promise<unknown> };
type SearchRow = [
  ids: string[],
  examined: number,
  lastId: string,
  lastPlace: string,
  lastKept: string,
  end: number,
  start: number,
];

/** Jobs that a script looks at in one go: ten to twenty milliseconds of Redis's time when it compares text. */
const SCRIPT_CHUNK = 2_000;
/** Jobs of one step that compares text here, if there is time for so many. */
const FIELDS_CHUNK = 200_000;

interface Task {
  client: SearchClient;
  keyOf(part: string): string;
  own: boolean;
  section: Section;
  step: SearchStep;
  after: { place: string | number; id: string };
}

/** See JobBackend.search. */
export async function searchJobs(
  client: SearchClient,
  keyOf: (part: string) => string,
  own: boolean,
  step: SearchStep,
): Promise<SearchOutcome> {
  const [at = 0, place = "", id = ""] = step.after ?? [];
  const index = Number(at);
  const section = SECTIONS[step.state][index];
  if (!section) return { ids: [], examined: 0, next: null };
  const task: Task = { client, keyOf, own, section, step, after: { place, id: String(id) } };
  const { terms } = step;
  const looksForText = terms.text.length + terms.payload.length + terms.name.length + terms.error.length > 0;
  // A cluster refuses to read fields by pattern, a prefix may look like one, and bulk work wants its places exact.
  const isPlain = !/\*|->/.test(keyOf(""));
  const byFields = looksForText && step.order === "list" && client instanceof Redis && isPlain;
  const { ids, examined, next } = byFields ? await lookHere(task, client) : await lookThere(task);
  if (next) return { ids, examined, next: [index, ...next] };
  return { ids, examined, next: index + 1 < SECTIONS[step.state].length ? [index + 1, "", ""] : null };
}

const isFinished = ({ state }: SearchStep): boolean => state === "completed" || state === "failed";

/** Runs the script, which compares in Redis. */
async function runScript(task: Task, chunk: number, want: number, compare: boolean): Promise<SearchRow> {
  const { client, keyOf, own, section, step, after } = task;
  const { terms } = step;
  // A payload of ours is JSON text inside JSON: what is looked for in it is escaped alike.
  const inPayload = (form: string) => (own ? JSON.stringify(form).slice(1, -1) : form);
  const lists = [terms.text, terms.text.map(inPayload), terms.payload.map(inPayload), terms.name, terms.error];
  const descending = step.order === "list" && section.descending;
  return (await client.plimsollSearch(
    keyOf(section.key),
    keyOf(""),
    section.type,
    descending ? "desc" : "asc",
    after.place,
    after.id,
    chunk,
    want,
    terms.fromMs ?? "",
    terms.toMs ?? "",
    isFinished(step) ? "score" : "added",
    own ? "own" : "foreign",
    ...lists.flatMap((forms) => (compare ? [forms.length, ...forms] : [0])),
  )) as SearchRow;
}

async function lookThere(task: Task): Promise<SearchOutcome> {
  const { section, step, after } = task;
  const chunk = step.conditional ? SCRIPT_CHUNK : step.want;
  const [ids, examined, lastId, lastPlace, lastKept, end] = await runScript(task, chunk, step.want, true);
  let next: Place | null = end === 1 ? null : [lastPlace, lastId];
  // Of a list read from its tail, what was found may be gone by the next step: hold on to what stays.
  if (next && section.type === "list" && step.order === "oldest") next = ["", lastKept || after.id];
  return { ids, examined, next };
}

async function lookHere(task: Task, client: Redis): Promise<SearchOutcome> {
  const { keyOf, own, section, step } = task;
  // The script finds the place; of what comes after it, it looks at one job and compares nothing.
  const [, , , , , , start] = await runScript(task, 1, 1, false);
  if (start < 0) return { ids: [], examined: 0, next: null };
  const { terms } = step;
  const errorForms = [...terms.text, ...terms.error];
  const looksAtErrors =
    step.state === "failed" && own ? await mayHaveReason(client, keyOf(""), errorForms) : step.state !== "completed";
  if (!looksAtErrors && terms.error.length > 0) return { ids: [], examined: 0, next: null };
  // Finished jobs lie in the order of their times: those before the range are not looked at.
  const beyond =
    isFinished(step) && terms.fromMs !== null ? await client.zcount(keyOf(section.key), terms.fromMs, "+inf") : null;
  const count = beyond === null ? FIELDS_CHUNK : Math.min(FIELDS_CHUNK, beyond - start);
  if (count <= 0) return { ids: [], examined: 0, next: null };
  const found = await searchFields(client, {
    key: keyOf(section.key),
    prefix: keyOf(""),
    descending: section.descending && section.type === "zset",
    own,
    looksAtErrors,
    terms,
    timeField: !isFinished(step) && (terms.fromMs !== null || terms.toMs !== null) ? "timestamp" : "",
    start,
    count,
    want: step.want,
    until: step.until,
  });
  const { ids, examined, lastId } = found;
  if (found.ended || lastId === null || (examined === count && count < FIELDS_CHUNK))
    return { ids, examined, next: null };
  const place = section.type === "list" ? start + examined : await client.zscore(keyOf(section.key), lastId);
  // The last one left meanwhile: the next step finds the place by count, as good as any list that moves allows.
  return { ids, examined, next: place === null ? await placeAt(task, client, start + examined - 1) : [place, lastId] };
}

async function placeAt({ keyOf, section }: Task, client: Redis, rank: number): Promise<Place | null> {
  const key = keyOf(section.key);
  const [id, score] = section.descending
    ? await client.zrevrange(key, rank, rank, "WITHSCORES")
    : await client.zrange(key, rank, rank, "WITHSCORES");
  return id !== undefined && score !== undefined ? [score, id] : null;
}
