const TIDY_EVERY_MS = 5_000;
const EXPIRE_EVERY_MS = 60_000;
/** As many jobs as a step removes: when it found that many, there may be more. */
export const TIDY_BATCH = 1_000;

export interface FinishedJobs {
  /** Removes up to TIDY_BATCH completed jobs beyond the number that is kept; returns how many. */
  trim(): Promise<number>;
  /** Removes up to TIDY_BATCH jobs older than those kept; returns how many. */
  expire(): Promise<number>;
  onError(error: Error): void;
  everyMs?: number | undefined;
}

/**
 * Removes finished jobs beyond what is kept, by age and by number. BullMQ would look for them at the end of each job,
 * which costs the store as much as the job; here a few steps a minute do. `noteFinished` says that there may be some.
 */
export function tidyFinished({ trim, expire, onError, everyMs = TIDY_EVERY_MS }: FinishedJobs) {
  let lastExpired = 0;
  let finished = true;
  let stopped = false;
  const tidy = async () => {
    if (Date.now() - lastExpired > EXPIRE_EVERY_MS) {
      lastExpired = Date.now();
      while (!stopped && (await expire()) >= TIDY_BATCH);
    }
    if (!finished) return;
    finished = false;
    while (!stopped && (await trim()) >= TIDY_BATCH);
  };
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(() => {
      tidy()
        .catch((error: Error) => {
          finished = true;
          onError(error);
        })
        .finally(() => {
          if (!stopped) wait();
        });
    }, everyMs);
    timer.unref();
  };
  wait();
  return {
    noteFinished() {
      finished = true;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
