import type { RequestIdentity } from "../rows/request-identity.ts";
import type { MetricColumns } from "./metric-columns.ts";

/** Names one data point exactly enough to find it in the store. */
export interface PointReference {
  projectId: string;
  metric: string;
  /** Decimal. */
  seriesId: string;
  /** Nanoseconds since 1970, decimal. */
  timeUnixNano: string;
}

/** The identity of the points in rows `[from, to)`, at least one; `newestHigh` is the upper word of the latest time. */
export function identifyPoints(
  columns: MetricColumns,
  range: [number, number],
  projectId: string,
  newestHigh: number,
): RequestIdentity<PointReference> {
  const [from, to] = range;
  let a = to - from;
  let b = 0x9747b28c;
  for (let row = from; row < to; row++) {
    for (const { words } of [columns.seriesId, columns.ts, columns.value, columns.count]) {
      a = Math.imul(a ^ (words[row * 2] as number) ^ (a >>> 15), 0x85ebca6b);
      b = Math.imul(b ^ (words[row * 2 + 1] as number) ^ (b >>> 13), 0xc2b2ae35) + a;
    }
  }
  const first: PointReference = {
    projectId,
    metric: textOf(columns.metric.dictionary, columns.metric.ids[from] as number),
    seriesId: decimal(columns.seriesId.words, from),
    timeUnixNano: decimal(columns.ts.words, from),
  };
  const last = `${decimal(columns.seriesId.words, to - 1)}@${decimal(columns.ts.words, to - 1)}`;
  const hash = `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`;
  const key = `${projectId}/${to - from}/${first.seriesId}@${first.timeUnixNano}/${last}/${hash}`;
  return { key, first, newestUnixMs: (newestHigh * 0x1_0000_0000) / 1e6 };
}

function decimal(words: Uint32Array, row: number): string {
  return String((BigInt(words[row * 2 + 1] as number) << 32n) | BigInt(words[row * 2] as number));
}

function textOf(dictionary: MetricColumns["metric"]["dictionary"], id: number): string {
  const start = dictionary.startOf(id);
  return new TextDecoder().decode(dictionary.keys.bytes.subarray(start, start + dictionary.lengthOf(id)));
}
