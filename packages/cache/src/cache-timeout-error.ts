/** No value was there or made within the caller's hard timeout. */
export class CacheTimeoutError extends Error {
  override readonly name = "CacheTimeoutError";
}
