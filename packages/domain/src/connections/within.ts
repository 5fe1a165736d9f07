import { AppError } from "@plimsoll/core";

const TIMEOUT_MS = 4_000;

/** The answer, or UNAVAILABLE when it takes longer than somebody should wait. */
export async function within<T>(answer: Promise<T>, timeoutMs = TIMEOUT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new AppError("UNAVAILABLE", `No answer within ${timeoutMs / 1000} s.`);
    timer = setTimeout(() => reject(error), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
