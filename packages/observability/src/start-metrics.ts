import { context } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import type { Resource } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { observeProcess } from "./process-metrics.ts";

const TIMEOUT_MS = 5_000;
/** Longest wait for the last export: the receiver may be gone already. */
const STOP_WITHIN_MS = 1_000;

export interface MetricsOptions {
  resource: Resource;
  /** Of OTLP over HTTP, without a path. */
  endpoint: string;
  headers: Record<string, string>;
  intervalMs: number;
}
export interface OwnMetrics {
  provider: MeterProvider;
  /** Sends what was counted since the last export, and stops; takes a second at most. */
  stop(): Promise<void>;
}

/**
 * Sends the metrics of this process to Plimsoll itself. An export that fails is lost without harm: counters are
 * cumulative, so the next one says it all.
 */
export function startMetrics({ resource, endpoint, headers, intervalMs }: MetricsOptions): OwnMetrics {
  const exporter = new OTLPMetricExporter({
    url: `${endpoint}/v1/metrics`,
    headers,
    timeoutMillis: TIMEOUT_MS,
  });
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(TIMEOUT_MS, intervalMs),
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  observeProcess(provider.getMeter("plimsoll"));
  return {
    provider,
    async stop() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref());
      // The last export must make no spans that nobody sends any more.
      const last = context.with(suppressTracing(context.active()), () => provider.shutdown());
      await Promise.race([last.catch(() => undefined), late]);
    },
  };
}
