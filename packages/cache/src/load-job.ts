import type { Entry } from "./entry.ts";
import type { Flight } from "./flights.ts";
import type { EntryPolicy, Factory } from "./options.ts";

/** What one call of getOrSet asks for. */
export interface LoadJob {
  factory: Factory<unknown>;
  policy: EntryPolicy;
  /** What the first tier has, fresh or not. */
  entry: Entry | undefined;
  flight: Flight;
}
/** A value that ran out but may still be served, and the tier it came from. */
export interface Stale {
  entry: Entry;
  tier: "l1" | "l2";
}
