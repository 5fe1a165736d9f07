import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import type { Resource } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { observeProcess } from "./process-metrics.ts";

/** Half of the smallest step in which a chart of minutes would have gaps. */
const EVERY_MS = 15_000;
const TIMEOUT_MS = 5_000;

export interface MetricsOptions {
  resource: Resource;
  /** Of OTLP over HTTP, without a path. */
  endpoint: string;
  headers: Record<string, string>;
}

/** Sends the metrics of this process to Plimsoll itself every 15 s. An export that fails is not sent again: the next has more. */
export function startMetrics({ resource, endpoint, headers }: MetricsOptions): MeterProvider {
  const exporter = new OTLPMetricExporter({ url: `${endpoint}/v1/metrics`, headers, timeoutMillis: TIMEOUT_MS });
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: EVERY_MS,
    exportTimeoutMillis: TIMEOUT_MS,
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  observeProcess(provider.getMeter("plimsoll"));
  return provider;
}
