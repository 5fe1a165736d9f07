import { AppError, type TracesSearchResult } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import type { SearchTracesInput } from "../inputs.ts";
import { text } from "../row.ts";
import { readTraceBounds, SPANS, timeRangeSql, type TraceBounds } from "../scope.ts";
import { prepareFilter, spanFilterSql, type PreparedFilter } from "../span-filter.ts";
import { SqlParams, sqlIds } from "../sql-params.ts";
import { toNanos } from "../time.ts";
import { summariseTraces } from "./trace-summaries.ts";

/** A trace and the start of its latest matching span. */
interface Match {
  traceId: string;
  latest: bigint;
}

const FIRST_WINDOW = 20_000_000_000n;
const MAX_GROWTH = 64;
/** A window without a find that took longer than this is followed by one that grows less. */
const CHEAP_MS = 40;

/**
 * Traces with a span that meets the filter in [from, to), by the start of their latest such span, newest first.
 *
 * Looks back from `to` in windows that grow until the page is full, so the cost follows what is found and not what is
 * stored: each window is a range of the primary key's five-minute buckets, narrowed by service and operation inside
 * them and by the skip indexes on attributes, duration and status. Reading stops at `from`.
 */
export async function searchTraces(client: TelemetryClient, input: SearchTracesInput): Promise<TracesSearchResult> {
  const cursor = input.cursor === undefined ? null : decodeCursor(input.cursor);
  const matches = await findMatches(client, input, cursor);
  const page = matches.slice(0, input.limit);
  const items = await summariseTraces(
    client,
    input,
    page.map(({ traceId, latest }) => ({ traceId, near: latest })),
  );
  const last = page.at(-1);
  return { items, nextCursor: matches.length > input.limit && last ? encodeCursor(last) : null };
}

/** Up to limit + 1 matches after the cursor: one more than the page tells whether there is a next one. */
async function findMatches(client: TelemetryClient, input: SearchTracesInput, cursor: Match | null): Promise<Match[]> {
  // Which conditions concern resources is asked beside the first window, which is too small to need the answer.
  let filter: PreparedFilter = { filter: input.filter, resourceMeets: [] };
  const prepared = prepareFilter(client, input);
  prepared.catch(() => undefined);
  const from = toNanos(input.from);
  const wanted = input.limit + 1;
  const found = new Map<string, Match>();
  /** Traces of earlier pages that came up again with an older span. */
  const given = new Set<string>();
  let end = cursor && cursor.latest + 1n < toNanos(input.to) ? cursor.latest + 1n : toNanos(input.to);
  let width = FIRST_WINDOW;
  while (end > from && found.size < wanted) {
    const start = end - width > from ? end - width : from;
    const window = { start, end, exclude: [...found.keys(), ...given], limit: wanted - found.size + (cursor ? 16 : 0) };
    const began = performance.now();
    const matches = await readWindow(client, input, filter, window);
    const took = performance.now() - began;
    filter = await prepared;
    const fresh = cursor ? await withoutGiven(client, input, filter, cursor, matches, given) : matches;
    for (const match of fresh) if (found.size < wanted) found.set(match.traceId, match);
    // A full answer may have left matches of this window out: look at it once more without those already known.
    if (matches.length === window.limit && found.size < wanted) continue;
    end = start;
    width *= BigInt(growth(found.size, wanted, took));
  }
  return [...found.values()];
}

/** How much wider the next window is: enough to fill the page at the rate of finds so far, more when none was found. */
function growth(found: number, wanted: number, tookMs: number): number {
  if (found === 0) return tookMs < CHEAP_MS ? MAX_GROWTH : 16;
  return Math.min(MAX_GROWTH, Math.max(2, Math.ceil((wanted / found) * 1.5)));
}

interface Window {
  start: bigint;
  end: bigint;
  exclude: readonly string[];
  limit: number;
}

async function readWindow(
  client: TelemetryClient,
  input: SearchTracesInput,
  filter: PreparedFilter,
  window: Window,
): Promise<Match[]> {
  const params = new SqlParams(input.projectId);
  const exclude = window.exclude.length === 0 ? "" : ` AND trace_id NOT IN (${sqlIds(window.exclude)})`;
  const sql = `SELECT lower(hex(trace_id)), toString(toUnixTimestamp64Nano(max(ts)))
FROM ${SPANS}
WHERE project_id = ${params.project} AND ${timeRangeSql(window.start, window.end)} AND ${spanFilterSql(filter, params)}${exclude}
GROUP BY trace_id
ORDER BY max(ts) DESC, trace_id DESC
LIMIT ${window.limit}`;
  return client.rows(sql, (row) => ({ traceId: text(row, 0), latest: BigInt(text(row, 1)) }), {
    params: params.values,
    signal: input.signal,
  });
}

/**
 * Leaves out what earlier pages gave: matches at the cursor's very instant that sort before it, and traces that have a
 * later matching span. Only traces whose spans reach beyond the cursor (`traces_index` knows) need a look.
 */
async function withoutGiven(
  client: TelemetryClient,
  input: SearchTracesInput,
  filter: PreparedFilter,
  cursor: Match,
  matches: readonly Match[],
  given: Set<string>,
): Promise<Match[]> {
  for (const match of matches) {
    if (match.latest === cursor.latest && match.traceId >= cursor.traceId) given.add(match.traceId);
  }
  const open = matches.filter((match) => !given.has(match.traceId));
  if (open.length === 0) return [];
  const bounds = await readTraceBounds(
    client,
    input,
    open.map((match) => match.traceId),
  );
  const reaching = open.filter((match) => (bounds.get(match.traceId)?.last ?? cursor.latest + 1n) > cursor.latest);
  for (const traceId of await findLater(client, input, filter, cursor, reaching, bounds)) given.add(traceId);
  return open.filter((match) => !given.has(match.traceId));
}

async function findLater(
  client: TelemetryClient,
  input: SearchTracesInput,
  filter: PreparedFilter,
  cursor: Match,
  reaching: readonly Match[],
  bounds: ReadonlyMap<string, TraceBounds>,
): Promise<string[]> {
  if (reaching.length === 0) return [];
  const params = new SqlParams(input.projectId);
  const lasts = reaching.map((match) => bounds.get(match.traceId)?.last);
  const to = toNanos(input.to);
  const latest = lasts.reduce<bigint>((most, last) => (last === undefined ? to : last >= most ? last + 1n : most), 0n);
  const sql = `SELECT DISTINCT lower(hex(trace_id))
FROM ${SPANS}
WHERE project_id = ${params.project} AND ${timeRangeSql(cursor.latest + 1n, latest < to ? latest : to)}
  AND trace_id IN (${sqlIds(reaching.map((match) => match.traceId))}) AND ${spanFilterSql(filter, params)}`;
  return client.rows(sql, (row) => text(row, 0), { params: params.values, signal: input.signal });
}

function encodeCursor(match: Match): string {
  return Buffer.from(`${match.latest}.${match.traceId}`).toString("base64url");
}

function decodeCursor(cursor: string): Match {
  const parts = /^(-?\d{1,19})\.([0-9a-f]{32})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (!parts?.[1] || !parts[2]) throw new AppError("BAD_REQUEST", "`cursor` is not one that a search returned.");
  return { latest: BigInt(parts[1]), traceId: parts[2] };
}
