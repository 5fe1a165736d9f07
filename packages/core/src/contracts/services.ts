import { z } from "zod";
import { isForwardRange, limitSchema, timeRangeShape } from "./common.ts";

export const servicesListInputSchema = z.object({ ...timeRangeShape }).refine(...isForwardRange);
/** Rate, errors and durations of a service's entry spans (server, consumer, or without parent). */
export interface RedFigures {
  requests: number;
  ratePerSecond: number;
  errors: number;
  /** 0 to 1; null when there were no requests. */
  errorRatio: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}
export interface ServiceListItem extends RedFigures {
  name: string;
  lastSeen: string;
  /** Requests and p95 in equal steps over the range, for sparklines; null where nothing arrived. */
  spark: { requests: (number | null)[]; p95Ms: (number | null)[]; errors: (number | null)[] };
}
export interface ServicesList {
  items: ServiceListItem[];
  stepMs: number;
}

export const servicesGetInputSchema = z
  .object({ ...timeRangeShape, service: z.string().min(1).max(256) })
  .refine(...isForwardRange);

export interface LatencyHeatmap {
  from: string;
  stepMs: number;
  durationBoundsMs: number[];
  /** Flattened triples: column, row, count. */
  cells: number[];
}
export interface ServiceSeries {
  /** ISO 8601 start of the first step. */
  from: string;
  stepMs: number;
  ratePerSecond: (number | null)[];
  errorRatio: (number | null)[];
  p50Ms: (number | null)[];
  p95Ms: (number | null)[];
  p99Ms: (number | null)[];
}
export interface ServiceDetail {
  name: string;
  totals: RedFigures;
  /** The same length of time right before, to compare with. */
  previous: RedFigures;
  series: ServiceSeries;
  heatmap: LatencyHeatmap;
  operations: (RedFigures & { name: string; kind: string; totalMs: number })[];
  /** Statements that cost most in total, from client spans with `db.query.text` or `db.statement`. */
  slowestQueries: {
    system: string;
    statement: string;
    count: number;
    totalMs: number;
    p95Ms: number;
    maxMs: number;
    traceId: string;
  }[];
  /** Exceptions by type and the first frame of their stack. */
  errors: {
    type: string;
    place: string;
    message: string;
    count: number;
    lastSeen: string;
    traceId: string;
    operation: string;
  }[];
  /** Neighbours on the map, with what the calls cost. */
  upstream: ServiceEdge[];
  downstream: ServiceEdge[];
  instances: { id: string; version: string; host: string; requests: number; lastSeen: string }[];
}

export type NodeKind = "service" | "database" | "cache" | "queue" | "external";
export interface ServiceEdge {
  from: string;
  to: string;
  toKind: NodeKind;
  calls: number;
  errors: number;
  ratePerSecond: number;
  p95Ms: number | null;
}
export const servicesMapInputSchema = z
  .object({ ...timeRangeShape, limit: limitSchema.default(200) })
  .refine(...isForwardRange);
export interface ServiceMap {
  nodes: {
    id: string;
    name: string;
    kind: NodeKind;
    ratePerSecond: number;
    errorRatio: number | null;
    p95Ms: number | null;
  }[];
  edges: ServiceEdge[];
  sampledOneIn: number;
}

export const overviewInputSchema = z.object({ ...timeRangeShape }).refine(...isForwardRange);
/** The first page: everything at once, and what deserves a look. */
export interface Overview {
  totals: RedFigures;
  previous: RedFigures;
  series: ServiceSeries;
  services: ServiceListItem[];
  /** Services whose errors or p95 are far from their own usual, worst first. */
  concerns: {
    service: string;
    signal: "errors" | "latency" | "silent";
    value: number;
    usual: number;
    since: string;
    sentence: string;
  }[];
}
