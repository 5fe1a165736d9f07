import { createClient } from "@clickhouse/client";
import { createHash } from "node:crypto";
import { blockToken } from "../metric-blocks.ts";

/** Counts of an exponential histogram's side from `offset` on. */
interface Side {
  offset: number;
  counts: number[];
}

/** A point for tests: what is left out has a plain value. Times are milliseconds since 1970. */
export interface TestPoint {
  project?: string;
  receivedAt?: number;
  metric: string;
  kind: "gauge" | "sum" | "histogram" | "exponential" | "summary";
  temporality?: "delta" | "cumulative";
  monotonic?: boolean;
  at: number;
  /** When the stream, or a delta's interval, began; unknown when left out. */
  start?: number;
  /** A start that is the receiver's guess. */
  startUnknown?: boolean;
  /** Of a gauge or sum; the sum of a histogram's values. */
  value: number;
  count?: number;
  min?: number;
  max?: number;
  scale?: number;
  zeroCount?: number;
  bounds?: number[];
  counts?: number[];
  positive?: Side;
  negative?: Side;
  /** Of a summary: value by level. */
  quantiles?: Record<string, number>;
  /** Ids are hexadecimal, of bytes below 0x80: they go through JSON. */
  exemplars?: { at: number; value: number; traceId: string; spanId: string; attributes?: Record<string, string> }[];
  /** False for a point whose series was described before. */
  described?: boolean;
  service?: string;
  unit?: string;
  description?: string;
  attributes?: Record<string, string>;
  resource?: Record<string, string>;
}

const DEDUPLICATE = { insert_deduplicate: 1, deduplicate_blocks_in_dependent_materialized_views: 1 } as const;
const KINDS = { gauge: 1, sum: 2, histogram: 3, exponential: 4, summary: 5 };
const time = (millis: number) => new Date(millis).toISOString().replace("T", " ").replace("Z", "000000");
const bytes = (hex: string) => Buffer.from(hex, "hex").toString("latin1");

function toRow(point: TestPoint) {
  const monotonic = point.monotonic ?? point.kind === "sum";
  const temporality = point.kind === "gauge" ? 0 : point.kind !== "summary" && point.temporality === "delta" ? 1 : 2;
  const service = point.service ?? "shop";
  const resource = { "service.name": service, ...point.resource };
  const identity = [
    point.project,
    point.metric,
    point.kind,
    temporality,
    monotonic,
    point.unit,
    resource,
    point.attributes,
  ];
  const hasStreams = temporality === 2 && (point.kind !== "sum" || monotonic);
  const isDelta = temporality === 1;
  const described = point.described ?? true;
  return {
    project_id: point.project ?? "default",
    received_at: Math.floor((point.receivedAt ?? point.at) / 1000),
    metric: point.metric,
    series_id: createHash("sha256").update(JSON.stringify(identity)).digest().readBigUInt64LE().toString(),
    kind: KINDS[point.kind],
    temporality,
    monotonic: monotonic && point.kind === "sum" ? 1 : 0,
    start_ts: time(hasStreams ? (point.start ?? point.at) : 0),
    has_start: hasStreams && point.start !== undefined && !point.startUnknown ? 1 : 0,
    ts: time(point.at),
    from_ts: time(isDelta ? (point.start ?? point.at) : point.at),
    value: point.value,
    count: point.count ?? 0,
    min: point.min ?? "inf",
    max: point.max ?? "-inf",
    scale: point.scale ?? 0,
    zero_count: point.zeroCount ?? 0,
    bounds: point.quantiles ? Object.keys(point.quantiles).map(Number) : (point.bounds ?? []),
    counts: point.positive?.counts ?? point.counts ?? [],
    counts_offset: point.positive?.offset ?? 0,
    negative_counts: point.negative?.counts ?? [],
    negative_offset: point.negative?.offset ?? 0,
    quantiles: Object.values(point.quantiles ?? {}),
    exemplars: (point.exemplars ?? []).map((each) => ({
      ts: time(each.at),
      value: each.value,
      trace_id: bytes(each.traceId),
      span_id: bytes(each.spanId),
      attributes: JSON.stringify(each.attributes ?? {}),
    })),
    described: described ? 1 : 0,
    ...(described && {
      service,
      unit: point.unit ?? "",
      description: point.description ?? "",
      scope: "test",
      attributes: point.attributes ?? {},
      resource,
    }),
  };
}

/** Stores points as one insert; with a number of their block, which must arrive within one second, under its token. */
export async function insertMetrics(url: string, points: readonly TestPoint[], block = 0): Promise<void> {
  const client = createClient({ url, log: { level: 127 } });
  try {
    const values = points.map((point) => ({ ...toRow(point), block }));
    const token = blockToken({ receivedAtSeconds: values[0]?.received_at ?? 0, block });
    await client.insert({
      table: "plimsoll.metric_points",
      values,
      format: "JSONEachRow",
      ...(block > 0 && { clickhouse_settings: { ...DEDUPLICATE, insert_deduplication_token: token } }),
    });
  } finally {
    await client.close();
  }
}
