import { AppError, type JobItem, type JobState } from "@plimsoll/core";
import { z } from "zod";
import type { JobBackend, Place, SearchOutcome, SearchStep, StoredItem } from "./job-backend.ts";
import type { JobConditions, JobPage, ScanBatch } from "./job-store.ts";
import { type SearchTerms, toSearchTerms } from "./search-terms.ts";
import { toStoreError, withDeadline } from "./unavailable.ts";

const DEFAULT_BUDGET_MS = 250;
const placeSchema = z
  .array(z.union([z.string(), z.number()]))
  .min(1)
  .max(8);
const cursorSchema = z.object({ s: z.string(), p: placeSchema });

function toCursor(state: JobState, place: Place): string {
  return Buffer.from(JSON.stringify({ s: state, p: place })).toString("base64url");
}
function fromCursor(cursor: string, state: JobState): Place {
  try {
    const parsed = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    if (parsed.s === state) return parsed.p;
  } catch {
    // Told below.
  }
  throw new AppError("BAD_REQUEST", "The cursor is not one that this list gave out; begin without it.");
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** A stored job as the contract shows it. */
export function toJobItem(item: StoredItem, state: JobState): JobItem {
  const { startedAt, finishedAt, progress } = item;
  return {
    id: item.id,
    name: item.name,
    state,
    attempt: item.attemptsMade + item.stalled + (state === "active" ? 1 : 0),
    maxAttempts: item.attempts,
    priority: item.priority > 0 ? item.priority : null,
    enqueuedAt: new Date(item.enqueuedAt).toISOString(),
    runAt: iso(item.runAt),
    startedAt: iso(startedAt),
    finishedAt: iso(finishedAt),
    runMs: startedAt !== null && finishedAt !== null ? Math.max(0, finishedAt - startedAt) : null,
    error: item.error,
    progress:
      typeof progress === "number" && progress > 0 ? Math.min(1, progress > 1 ? progress / 100 : progress) : null,
    payloadPreview: item.payloadPreview,
  };
}

const isConditional = (terms: SearchTerms): boolean =>
  terms.text.length + terms.payload.length + terms.name.length + terms.error.length > 0 ||
  terms.fromMs !== null ||
  terms.toMs !== null;

/** One page of the jobs of a state that meet the conditions, in a bounded time. */
export async function listJobs(
  backend: JobBackend,
  queue: string,
  filter: JobConditions,
  page: { limit: number; cursor?: string | undefined; budgetMs?: number | undefined },
): Promise<JobPage> {
  const { state } = filter;
  const terms = toSearchTerms(filter);
  const end = performance.now() + (page.budgetMs ?? DEFAULT_BUDGET_MS);
  let place: Place | null = page.cursor === undefined ? null : fromCursor(page.cursor, state);
  const counted = backend.count(queue, state);
  // Waited for below; a search that fails first must not leave this rejection to nobody.
  counted.catch(() => undefined);
  const ids: string[] = [];
  let partial = false;
  const conditional = isConditional(terms);
  let round = 0;
  do {
    const want = page.limit - ids.length;
    const step = await backend.search(queue, {
      state,
      terms,
      order: "list",
      after: place,
      conditional,
      round,
      want,
      until: end,
      total: counted,
    });
    round += 1;
    ids.push(...step.ids);
    place = step.next;
    partial = place !== null && ids.length < page.limit && performance.now() >= end;
  } while (place !== null && ids.length < page.limit && !partial);
  const [items, total] = await Promise.all([backend.items(queue, ids), counted]);
  return {
    items: items.map((item) => toJobItem(item, state)),
    nextCursor: place === null ? null : toCursor(state, place),
    total,
    partial,
  };
}

/** See JobStore.scan. Each step looks at a bounded number of jobs, so that a caller can report and stop. */
export async function* scanJobs(
  backend: JobBackend,
  queue: string,
  filter: JobConditions,
  { batch, signal }: { batch: number; signal?: AbortSignal | undefined },
): AsyncGenerator<ScanBatch> {
  const terms = toSearchTerms(filter);
  const beginning = Date.now() + 1;
  const snapshot = { ...terms, toMs: terms.toMs === null ? beginning : Math.min(terms.toMs, beginning) };
  let after: Place | null = null;
  let round = 0;
  do {
    signal?.throwIfAborted();
    const step: SearchStep = {
      state: filter.state,
      terms: snapshot,
      order: "oldest",
      after,
      conditional: isConditional(terms),
      round,
      want: batch,
      until: Number.POSITIVE_INFINITY,
      total: Promise.resolve(Number.POSITIVE_INFINITY),
    };
    round += 1;
    const outcome: SearchOutcome = await withDeadline(() => backend.search(queue, step)).catch((error: unknown) => {
      throw toStoreError(error);
    });
    yield { ids: outcome.ids, examined: outcome.examined };
    after = outcome.next;
  } while (after !== null);
}
