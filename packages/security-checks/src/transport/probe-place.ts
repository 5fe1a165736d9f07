import type { GuardedAgent } from "@plimsoll/outbound";

/** Where a TLS probe goes, and through what. */
export interface ProbePlace {
  agent: GuardedAgent;
  /** Name or address, without brackets. */
  host: string;
  port: number;
  /** True only when an admin approved this very host and port. */
  allowPrivate: boolean;
  /** Longest for the whole probe. */
  timeoutMs: number;
  signal: AbortSignal;
}
