import type { StoredItem } from "../job-backend.ts";
import { unescapeCut } from "../stored-data.ts";

/** Scores of delayed jobs are their times and, below them, twelve bits of order. */
const DELAYED_UNIT = 0x1000;

const PREVIEW_CHARACTERS = 200;
/** Bytes of escaped JSON that surely hold so many characters of ordinary text. */
export const PREVIEW_BYTES = 1_000;

/** What the script ITEMS returns of a job. */
export function toStoredItem(row: (string | null)[], own: boolean): StoredItem {
  const [
    name,
    rawOpts,
    made,
    stalled,
    priority,
    added,
    runScore,
    started,
    finished,
    error,
    progress,
    data,
    oldMade,
    id,
  ] = row;
  const opts = JSON.parse(rawOpts || "{}") as { attempts?: number };
  const text = (data ?? "").replace(/\uFFFD+$/, "");
  return {
    id: id ?? "",
    name: name ?? "",
    attempts: opts.attempts ?? 1,
    attemptsMade: Number(oldMade ?? made ?? 0),
    stalled: Number(stalled ?? 0),
    priority: Number(priority ?? 0),
    enqueuedAt: Number(added),
    runAt: runScore ? Math.floor(Number(runScore) / DELAYED_UNIT) : null,
    startedAt: started ? Number(started) : null,
    finishedAt: finished ? Number(finished) : null,
    error: error ?? null,
    progress: JSON.parse(progress || "0") as unknown,
    payloadPreview: (own ? unescapeCut(text) : text).slice(0, PREVIEW_CHARACTERS),
  };
}
