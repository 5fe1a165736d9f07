import type { QueueWorkerOptions } from "../attempt.ts";
import type { PostgresLink } from "./postgres-link.ts";
import { EXPIRE, TRIM } from "./statements.ts";

const TIDY_EVERY_MS = 5_000;
const EXPIRE_EVERY_MS = 60_000;
/** As many jobs as one TRIM removes: when it found that many, there may be more. */
const TRIM_BATCH = 1000;

/**
 * Removes finished jobs beyond what is kept, by age and by number. BullMQ would look through all kept jobs at the end
 * of each; here a few statements a minute do. `noteFinished` says that there may be more than are kept.
 */
export function tidyFinished(link: PostgresLink, { queue, keep, onError }: QueueWorkerOptions) {
  let lastExpired = 0;
  let finished = true;
  const tidy = async () => {
    const now = Date.now();
    if (now - lastExpired > EXPIRE_EVERY_MS) {
      lastExpired = now;
      await link.query(EXPIRE, [queue, now - keep.completedMs, now - keep.failedMs]);
    }
    while (finished) {
      finished = false;
      const { rowCount } = await link.query(TRIM, [queue, keep.completed]);
      if (rowCount && rowCount >= TRIM_BATCH) finished = true;
    }
  };
  const timer = setInterval(() => {
    link
      .ready()
      .then(tidy)
      .catch((error: Error) => onError(error));
  }, TIDY_EVERY_MS);
  timer.unref();
  return {
    noteFinished() {
      finished = true;
    },
    stop: () => clearInterval(timer),
  };
}
