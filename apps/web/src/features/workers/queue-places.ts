import type { WorkerItem } from "@plimsoll/core";

/** One queue over all the workers that are there. */
export interface QueuePlaces {
  source: string;
  queue: string;
  /** Jobs that run now. */
  active: number;
  /** Jobs that could run at a time. */
  places: number;
  workers: number;
}

/** A job that runs now, and where. */
export type RunningJob = WorkerItem["active"][number] & { worker: string };

/** Host and process id, as people tell workers apart. */
export function workerName(worker: Pick<WorkerItem, "host" | "pid">): string {
  return `${worker.host}:${worker.pid}`;
}

/** How many jobs each queue runs and could run, over all workers that are not gone. */
export function queuePlaces(workers: readonly WorkerItem[]): QueuePlaces[] {
  const byQueue = new Map<string, QueuePlaces>();
  for (const worker of workers) {
    if (worker.status === "gone") continue;
    for (const { source, queue, concurrency, active } of worker.queues) {
      const key = `${source} ${queue}`;
      const sum = byQueue.get(key) ?? { source, queue, active: 0, places: 0, workers: 0 };
      // A worker that stops finishes what it has and takes nothing new.
      const places = worker.status === "stopping" ? 0 : concurrency;
      byQueue.set(key, {
        ...sum,
        active: sum.active + active,
        places: sum.places + places,
        workers: sum.workers + 1,
      });
    }
  }
  return [...byQueue.values()];
}

/** Every job that runs now, with its worker. */
export function runningJobs(workers: readonly WorkerItem[]): RunningJob[] {
  return workers.flatMap((worker) => worker.active.map((job) => ({ ...job, worker: workerName(worker) })));
}

/** Running jobs and places of one worker, over its queues. */
export function loadOf(worker: WorkerItem): { active: number; places: number } {
  const sum = (pick: (queue: WorkerItem["queues"][number]) => number) =>
    worker.queues.reduce((total, queue) => total + pick(queue), 0);
  return { active: sum((queue) => queue.active), places: sum((queue) => queue.concurrency) };
}
