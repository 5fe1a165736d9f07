import type { JobState } from "@plimsoll/core";
import type { QueueKind } from "../names.ts";

/** Key of the set of our queues' names; a SCAN over hundreds of thousands of jobs would take too long. */
export const NAMES_KEY: Record<QueueKind, string> = {
  apps: "{plimsoll:queues}:apps",
  platform: "{plimsoll:queues}:platform",
};

/** BullMQ's key prefix of a queue: in a cluster each app's queue has a slot of its own. */
export function prefixOf(kind: QueueKind, queue: string): string {
  return kind === "apps" ? `{plimsoll:${queue}}` : "{plimsoll}";
}

/** A list or sorted set that holds the ids of a state's jobs, or of some of them. */
export interface Section {
  /** Last part of the key. */
  key: string;
  type: "list" | "zset";
  /** In lists of jobs, whether the highest score comes first. Of a list, the head always does. */
  descending: boolean;
}

/** Where the jobs of a state are, in the order of lists of jobs. `paused` holds waiting jobs in BullMQ before 6. */
export const SECTIONS: Record<JobState, readonly Section[]> = {
  waiting: [
    { key: "wait", type: "list", descending: true },
    { key: "paused", type: "list", descending: true },
    { key: "prioritized", type: "zset", descending: true },
  ],
  active: [{ key: "active", type: "list", descending: true }],
  delayed: [{ key: "delayed", type: "zset", descending: false }],
  "waiting-children": [{ key: "waiting-children", type: "zset", descending: true }],
  completed: [{ key: "completed", type: "zset", descending: true }],
  failed: [{ key: "failed", type: "zset", descending: true }],
};
