import { DEFAULT_PROJECT_ID } from "@plimsoll/domain";
import { type AttemptRecord, parseAppQueueName, type QueueKind } from "@plimsoll/jobs";
import type { JobAttemptRow } from "@plimsoll/telemetry";

/** A finished attempt as history keeps it; null for a queue whose name is none of ours. */
export function toHistoryRow(kind: QueueKind, record: AttemptRecord, worker: string): JobAttemptRow | null {
  const { queue: stored, ...attempt } = record;
  if (kind === "platform") {
    return { ...attempt, projectId: DEFAULT_PROJECT_ID, source: "platform", queue: stored, worker };
  }
  const place = parseAppQueueName(stored);
  return place && { ...attempt, ...place, source: "apps", worker };
}
