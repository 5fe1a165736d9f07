const QUIET_MS = 10_000;

/**
 * Tells of errors that come in crowds: the first at once, then at most one every ten seconds, with how many came since.
 */
export function quietly(tell: (error: Error, times: number) => void): (error: Error) => void {
  let times = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    times += 1;
    const now = performance.now();
    if (now - toldAt < QUIET_MS) return;
    tell(error, times);
    times = 0;
    toldAt = now;
  };
}
