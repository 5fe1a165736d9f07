import type { BulkOperation, JobItem } from "@plimsoll/core";

const HEADINGS = ["ID", "STATE", "NAME", "ATTEMPTS", "SINCE", ""];
const MAX_DETAIL = 100;

/** Jobs as a table: since when they are in their state, and the error or else the payload, shortened. */
export function formatJobs(items: readonly JobItem[]): string {
  const rows = items.map((item) =>
    [
      item.id,
      item.state,
      item.name,
      `${item.attempt}/${item.maxAttempts}`,
      item.finishedAt ?? item.startedAt ?? item.enqueuedAt,
      shorten(item.error ?? item.payloadPreview),
    ].map(oneLine),
  );
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [HEADINGS, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A bulk operation in a sentence. */
export function describeBulk(operation: BulkOperation): string {
  const { state, done, skipped, total, error } = operation;
  const left = skipped > 0 ? `, ${skipped} had changed meanwhile` : "";
  if (state === "failed") return `Stopped after ${done} jobs: ${error ?? "no reason was given"}`;
  if (state === "cancelled") return `Cancelled after ${done} jobs${left}.`;
  if (state === "completed") return `${done} jobs run again${left}.`;
  return `${done} of ${total} …`;
}

const shorten = (text: string) => (text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL - 1)}…` : text);

/** Control characters must not reach a terminal from what an app sent. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Cf}]+/gu, " ");
