/**
 * One value that was read from a cache or database, under the name that the OpenTelemetry Collector's receiver for it
 * uses: what a collector sends and what Plimsoll reads itself are then the same metrics.
 */
export interface WatchedPoint {
  metric: string;
  /** UCUM. */
  unit: string;
  /** `counter`: counts since the server started, and never falls before it starts again. */
  kind: "counter" | "gauge";
  value: number;
  labels: Record<string, string>;
}

export interface WatchedSample {
  points: WatchedPoint[];
  /** When the server began to count, epoch milliseconds; null when it does not say. */
  countsSince: number | null;
  /** Name and version, such as `redis 7.0.15`. */
  version: string;
}

/** How a field of the server's own answer becomes a point. */
export interface FieldMeaning {
  metric: string;
  unit: string;
  kind: WatchedPoint["kind"];
  labels?: Record<string, string>;
  /** What the field is multiplied by to be in the unit. */
  factor?: number;
}

/** The points of the fields that are there and are numbers. */
export function pointsOf(
  fields: ReadonlyMap<string, string>,
  meanings: Readonly<Record<string, FieldMeaning>>,
  labels: Record<string, string> = {},
): WatchedPoint[] {
  return Object.entries(meanings).flatMap(([field, { metric, unit, kind, labels: own, factor = 1 }]) => {
    const text = fields.get(field);
    const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text) * factor;
    return Number.isFinite(value) ? [{ metric, unit, kind, value, labels: { ...own, ...labels } }] : [];
  });
}
