import type { SpanColumns } from "./span-columns.ts";

/** Names one span exactly enough to find it in the store. */
export interface SpanReference {
  projectId: string;
  /** 32 lower-case hexadecimal digits. */
  traceId: string;
  /** 16 lower-case hexadecimal digits. */
  spanId: string;
  /** Start time, nanoseconds since 1970, decimal. */
  startTimeUnixNano: string;
}

/** What tells a request from others, cheap enough to be made for each. */
export interface RequestIdentity<Reference> {
  /** Equal for a retry of the same items in the same project, and else different but for chance below 2^-64. */
  key: string;
  /** Its first item, to be looked for in the store. */
  first: Reference;
  /** Latest time of an item, Unix milliseconds, to within five seconds below. */
  newestUnixMs: number;
}

/** What became of one request. */
export interface AppendResult<Reference> {
  accepted: number;
  rejected: number;
  /** Why items were rejected; empty when none was. */
  message: string;
  /** Null when no item was accepted. */
  identity: RequestIdentity<Reference> | null;
}

/** The identity of the spans in rows `[from, to)`, at least one. `newestHigh` is the upper word of the latest end. */
export function identifyRows(
  columns: SpanColumns,
  range: [number, number],
  projectId: string,
  newestHigh: number,
): RequestIdentity<SpanReference> {
  const [from, to] = range;
  const trace = columns.traceId.words;
  const span = columns.spanId.words;
  let a = to - from;
  let b = 0x9747b28c;
  for (let row = from; row < to; row++) {
    a = Math.imul(a ^ word(span, row * 2) ^ (a >>> 15), 0x85ebca6b) + word(trace, row * 4);
    b = Math.imul(b ^ word(span, row * 2 + 1) ^ (b >>> 13), 0xc2b2ae35) + word(trace, row * 4 + 3);
  }
  const last = to - 1;
  const first: SpanReference = {
    projectId,
    traceId: hex(trace, from * 4, 4),
    spanId: hex(span, from * 2, 2),
    startTimeUnixNano: String(new BigUint64Array(columns.ts.words.buffer)[from] ?? 0n),
  };
  const ends = `${first.traceId}${first.spanId}${hex(trace, last * 4, 4)}${hex(span, last * 2, 2)}`;
  const key = `${projectId}/${to - from}/${ends}/${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`;
  return { key, first, newestUnixMs: (newestHigh * 0x1_0000_0000) / 1e6 };
}

function word(words: Uint32Array, index: number): number {
  return words[index] as number;
}

function hex(words: Uint32Array, start: number, count: number): string {
  return Buffer.from(words.buffer, words.byteOffset + start * 4, count * 4).toString("hex");
}
