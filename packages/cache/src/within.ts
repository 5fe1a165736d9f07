/** A timer of Node knows no longer time. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The promise's result, or a rejection with the error when it takes longer than `ms`. */
export async function within<T>(promise: Promise<T>, ms: number, makeError: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(makeError()), Math.min(Math.max(0, ms), MAX_TIMER_MS));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
