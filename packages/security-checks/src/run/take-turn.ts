import { setImmediate as nextTurn } from "node:timers/promises";

let last: Promise<unknown> = Promise.resolve();

/**
 * Waits for a turn of the event loop that no other check begins in. Checks that only read pages never wait for anything: those of
 * many scans in one process would otherwise follow each other without a pause, and connections to databases would time out.
 */
export async function takeTurn(): Promise<void> {
  const mine = last.then(() => nextTurn());
  last = mine;
  await mine;
}
