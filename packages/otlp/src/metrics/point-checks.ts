import type { WideList } from "../columns/array-columns.ts";
import { CUMULATIVE, DELTA, KIND, type MetricHeader } from "./metric-header.ts";
import type { PointFields } from "./point-fields.ts";

export const METRIC_REASONS = {
  name: "a metric needs a name of at most 512 bytes",
  temporality: "the aggregation temporality must be delta or cumulative",
  time: "the time must be nanoseconds since 1970, before the year 2106",
  value: "the value must be a finite number",
  attributes: "the attributes of a point must be below 32 KiB",
  buckets: "a histogram must have one bucket more than bounds, which must rise",
  tooMany: "a histogram must have at most 2,048 buckets",
  late: "a cumulative point without a start time is older than a reset of its counter",
} as const;
export type MetricReason = keyof typeof METRIC_REASONS;

/** Upper word of 2106-02-07 in nanoseconds, where the store's seconds of 32 bits end. */
const END_OF_TIME_HIGH = 0x3b9ac9ff;
const MAX_NAME_BYTES = 512;
const MAX_ATTRIBUTE_BYTES = 32 * 1024;
const NO_RECORDED_VALUE = 1;
const bits = new DataView(new ArrayBuffer(8));

/** Why no point of the metric can be kept; null when its header is sound. */
export function checkMetric(header: MetricHeader): MetricReason | null {
  const nameBytes = header.nameEnd - header.nameStart;
  if (nameBytes === 0 || nameBytes > MAX_NAME_BYTES) return "name";
  const needsTemporality = header.kind !== KIND.gauge;
  if (needsTemporality && header.temporality !== DELTA && header.temporality !== CUMULATIVE) return "temporality";
  return null;
}

/** True for a point that says that nothing was measured: flagged so, without a value, or NaN as Prometheus' marker. */
export function isEmptyPoint(fields: PointFields): boolean {
  return (fields.flags & NO_RECORDED_VALUE) !== 0 || !fields.hasValue || Number.isNaN(fields.value);
}

/** Why the point cannot be kept; null when it can. */
export function checkPoint(fields: PointFields, kind: number): MetricReason | null {
  if (fields.timeHigh >= END_OF_TIME_HIGH || fields.startHigh >= END_OF_TIME_HIGH) return "time";
  if (fields.timeHigh === 0 && fields.timeLow === 0) return "time";
  if (!Number.isFinite(fields.value)) return "value";
  if (attributeBytes(fields) > MAX_ATTRIBUTE_BYTES) return "attributes";
  return kind <= KIND.sum ? null : checkBuckets(fields, kind);
}

function checkBuckets(fields: PointFields, kind: number): MetricReason | null {
  const { bounds, counts, negativeCounts } = fields;
  if (bounds.isTooLong || counts.isTooLong || negativeCounts.isTooLong) return "tooMany";
  if (kind !== KIND.histogram) return null;
  if (counts.length === 0) return bounds.length === 0 ? null : "buckets";
  return counts.length === bounds.length + 1 && isRising(bounds) ? null : "buckets";
}

function isRising(bounds: WideList): boolean {
  let previous = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < bounds.length; index++) {
    bits.setUint32(0, bounds.words[index * 2] as number, true);
    bits.setUint32(4, bounds.words[index * 2 + 1] as number, true);
    const bound = bits.getFloat64(0, true);
    // Also false for NaN.
    if (!(bound > previous) || bound === Number.POSITIVE_INFINITY) return false;
    previous = bound;
  }
  return true;
}

function attributeBytes({ attributes }: PointFields): number {
  let bytes = 0;
  for (let run = 0; run < attributes.count; run++) bytes += attributes.end(run) - attributes.start(run);
  return bytes;
}
