import type {
  AttributeKeys,
  AttributeValues,
  Overview,
  ServiceDetail,
  ServiceMap,
  ServicesList,
  TracesFacets,
  TracesHistogram,
  TracesSearchResult,
} from "@plimsoll/core";
import type * as I from "./inputs.ts";

export * from "./inputs.ts";
export * from "./spans-columns.ts";

export interface TelemetryClientOptions {
  url: string;
  queryTimeoutMs: number;
  maxMemoryBytes: number;
  cluster?: string | undefined;
}
export interface TelemetryClient {
  close(): Promise<void>;
}
export interface MigrateOptions {
  url: string;
  retentionDays: number;
  rollupRetentionDays: number;
  cluster?: string | undefined;
}
export interface SpanWriterOptions {
  url: string;
  timeoutMs?: number;
}
export interface InsertOptions {
  rows: number;
  token: string;
  signal?: AbortSignal | undefined;
}
export interface SpanWriter {
  insert(chunks: readonly Uint8Array[], options: InsertOptions): Promise<void>;
  close(): Promise<void>;
}
export declare class SpanInsertError extends Error {
  readonly outcome: "not-stored" | "unknown";
  readonly retryable: boolean;
}

export declare function createTelemetryClient(options: TelemetryClientOptions): TelemetryClient;
export declare function migrateTelemetry(options: MigrateOptions): Promise<{ from: number; to: number }>;
export declare function createSpanWriter(options: SpanWriterOptions): SpanWriter;

export declare function searchTraces(client: TelemetryClient, input: I.SearchTracesInput): Promise<TracesSearchResult>;
export declare function recentTraces(
  client: TelemetryClient,
  input: I.RecentTracesInput,
): Promise<I.RecentTracesResult>;
export declare function getTraceSpans(client: TelemetryClient, input: I.TraceSpansInput): Promise<I.TraceSpans>;
export declare function getTraceOutline(
  client: TelemetryClient,
  input: I.TraceSpansInput,
): Promise<I.TraceOutlineRows | null>;
export declare function getSpan(client: TelemetryClient, input: I.SpanInput): Promise<I.StoredSpan | null>;
export declare function traceHistogram(client: TelemetryClient, input: I.TraceHistogramInput): Promise<TracesHistogram>;
export declare function traceFacets(client: TelemetryClient, input: I.FilteredRangeInput): Promise<TracesFacets>;
export declare function listServices(client: TelemetryClient, input: I.RangeInput): Promise<ServicesList>;
export declare function getService(client: TelemetryClient, input: I.ServiceInput): Promise<ServiceDetail | null>;
export declare function serviceMap(client: TelemetryClient, input: I.ServiceMapInput): Promise<ServiceMap>;
export declare function getOverview(client: TelemetryClient, input: I.RangeInput): Promise<Overview>;
export declare function attributeKeys(client: TelemetryClient, input: I.AttributeKeysInput): Promise<AttributeKeys>;
export declare function attributeValues(
  client: TelemetryClient,
  input: I.AttributeValuesInput,
): Promise<AttributeValues>;
export declare function storeStatistics(client: TelemetryClient, signal?: AbortSignal): Promise<I.StoreStatistics>;
export declare function ping(
  client: TelemetryClient,
  signal?: AbortSignal,
): Promise<{ latencyMs: number; version: string }>;
/** Indexes into `spans` of those already stored. */
export declare function findStoredSpans(
  client: TelemetryClient,
  spans: readonly I.SpanIdentity[],
): Promise<Set<number>>;
