import type { JobState } from "@plimsoll/core";

/** Jobs of a state in an order that an index gives. Rows are compared by all keys, so that a place is exact. */
export interface Section {
  /** Condition beside the queue, as the partial index has it. */
  where: string;
  keys: readonly { sql: string; type: "bigint" | "text" | "integer" }[];
  /** Order of lists of jobs. */
  descending: boolean;
  /** Column with the time that filters look at. */
  time: string;
}

const ID = { sql: 'id COLLATE "C"', type: "text" } as const;
const SEQ = { sql: "seq", type: "bigint" } as const;
const added = "added_at_ms";

function finished(state: "completed" | "failed"): Section[] {
  // job_finished_idx (queue, state, finished_at_ms)
  const keys = [{ sql: "finished_at_ms", type: "bigint" } as const, ID];
  return [{ where: `state = '${state}'`, keys, descending: true, time: "finished_at_ms" }];
}

/** Where the jobs of a state are, in the order of lists of jobs. */
export const SECTIONS: Record<JobState, readonly Section[]> = {
  // job_ready_idx (queue, priority, seq)
  waiting: [
    { where: "state = 'waiting' AND priority = 0", keys: [SEQ, ID], descending: true, time: added },
    {
      where: "state = 'waiting' AND priority > 0",
      keys: [{ sql: "priority", type: "integer" }, SEQ, ID],
      descending: true,
      time: added,
    },
  ],
  // job_active_idx; there are as many as workers run at once.
  active: [
    {
      where: "state = 'active'",
      keys: [{ sql: "processed_at_ms", type: "bigint" }, ID],
      descending: true,
      time: added,
    },
  ],
  // job_delayed_idx (queue, process_at_ms)
  delayed: [
    {
      where: "state = 'delayed'",
      keys: [{ sql: "process_at_ms", type: "bigint" }, ID],
      descending: false,
      time: added,
    },
  ],
  // job_waiting_children_idx (queue, seq)
  "waiting-children": [{ where: "state = 'waiting-children'", keys: [SEQ, ID], descending: true, time: added }],
  completed: finished("completed"),
  failed: finished("failed"),
};
