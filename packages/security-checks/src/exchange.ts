/** A request that a check sends. */
export interface ProbeRequest {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "TRACE";
  /** Absolute, or a path on the target's origin. Sent as it is: no normalisation of `..` or `%2f`. */
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Bytes of the body that are read after decompression; 512 KiB by default. */
  maxBytes?: number;
}

/** One request and its answer. */
export interface Exchange {
  method: string;
  /** As it was sent. */
  url: string;
  requestHeaders: Readonly<Record<string, string>>;
  status: number;
  /** In the order they came, names in lower case, repeated ones repeated. */
  headers: readonly (readonly [name: string, value: string])[];
  /** Decoded by its charset; as far as it was read. */
  body: string;
  isTruncated: boolean;
  durationMs: number;
}
