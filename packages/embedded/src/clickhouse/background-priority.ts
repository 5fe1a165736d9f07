import { readdirSync, readFileSync } from "node:fs";
import { setPriority } from "node:os";

const BACKGROUND_THREADS = /^MergeMutate/;
/** Nine to one against the rest when both want a core: merges wait for a burst to pass, and still go on within it. */
const NICENESS = 10;

const LOOK_EVERY_MS = 1000;

/**
 * Keeps looking for the engine's merge threads, which it makes with its first table, and lowers their priority.
 * Returns the function that ends the search.
 */
export function yieldMergesOnceTheyExist(): () => void {
  const timer = setInterval(() => {
    if (yieldMerges() > 0) clearInterval(timer);
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Lets the engine's merges yield to inserts and queries when all cores are busy. Linux only, where a thread has a
 * priority of its own; elsewhere merges compete as before. Returns how many threads it found.
 */
function yieldMerges(): number {
  if (process.platform !== "linux") return 0;
  let found = 0;
  for (const thread of readdirSync("/proc/self/task")) {
    try {
      if (!BACKGROUND_THREADS.test(readFileSync(`/proc/self/task/${thread}/comm`, "utf8"))) continue;
      setPriority(Number(thread), NICENESS);
      found += 1;
    } catch (error) {
      // The thread ended between the two looks; any other reason is a defect worth knowing.
      if (!(error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")))
        throw error;
    }
  }
  return found;
}
