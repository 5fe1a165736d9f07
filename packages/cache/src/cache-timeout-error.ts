/** No value was there or made within the caller's hard timeout. */
export class CacheTimeoutError extends Error {
  override readonly name = "CacheTimeoutError";
}

export function hardTimeout(hardTimeoutMs: number): CacheTimeoutError {
  return new CacheTimeoutError(`The value was not made within ${hardTimeoutMs} ms.`);
}
