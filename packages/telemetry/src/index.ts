export { createTelemetryClient, type TelemetryClient, type TelemetryClientOptions } from "./client.ts";
export * from "./inputs.ts";
export { type BlockInserter, InsertError, type InsertOptions } from "./insert-block.ts";
export type { JobAttemptRow, QueueSample } from "./job-history/job-attempt-row.ts";
export {
  createJobHistoryWriter,
  type JobHistoryWriter,
  type JobHistoryWriterOptions,
} from "./job-history/job-history-writer.ts";
export { writeQueueSamples } from "./job-history/write-queue-samples.ts";
export type { LoadHistogram, LoadIntervalRow, LoadSums } from "./load-runs/load-interval-row.ts";
export {
  createLoadIntervalWriter,
  type LoadIntervalWriter,
  type LoadIntervalWriterOptions,
} from "./load-runs/load-interval-writer.ts";
export { blockToken, createPointFinder } from "./metric-blocks.ts";
export * from "./metric-columns.ts";
export type { LineAggregation } from "./metrics/metric-cells.ts";
export type { MetricLines, MetricLinesInput } from "./metrics/metric-question.ts";
export { chooseSteps, type MetricSteps } from "./metrics/metric-steps.ts";
export { migrateTelemetry, type MigrateOptions } from "./migrate.ts";
export { attributeKeys, attributeValues } from "./queries/attribute-completion.ts";
export { type HttpCacheCount, httpCaches, type HttpCachesInput } from "./queries/http-caches.ts";
export { jobAttempts, type JobAttemptsInput } from "./queries/job-attempts.ts";
export { jobHistory, type JobHistoryInput } from "./queries/job-history.ts";
export { queueRates, type QueueRates, type QueueRatesInput } from "./queries/job-rates.ts";
export type { PointIdentity } from "./queries/stored-points.ts";
export { knownAttempts } from "./queries/known-attempts.ts";
export { knownTraces } from "./queries/known-traces.ts";
export { liveRates } from "./queries/live-rate.ts";
export {
  loadSeries,
  type LoadSeriesInput,
  type LoadSeriesPoint,
  loadSlowest,
  type LoadSlowRequest,
} from "./queries/load-series.ts";
export { type LoadRunInput, type LoadStepSums, loadWindow, type LoadWindowInput } from "./queries/load-sums.ts";
export { loadTraceTimes, type LoadTraceTimesInput } from "./queries/load-trace-times.ts";
export { getOverview } from "./queries/overview.ts";
export { type MetricClass, metricClasses } from "./queries/metric-classes.ts";
export { metricExemplars } from "./queries/metric-exemplars.ts";
export { metricLabels, type MetricLabelsInput } from "./queries/metric-labels.ts";
export { metricLines, summaryQuantiles } from "./queries/metric-lines.ts";
export { metricNames, type MetricNamesInput } from "./queries/metric-names.ts";
export { metricPercentiles } from "./queries/metric-percentiles.ts";
export { recentTraces } from "./queries/recent-traces.ts";
export { searchTraces } from "./queries/search-traces.ts";
export { sentMetrics } from "./queries/sent-metrics.ts";
export { getService, getServiceRed } from "./queries/service-detail.ts";
export { readInstances } from "./queries/service-parts.ts";
export { serviceMap } from "./queries/service-map.ts";
export { listServices } from "./queries/services-list.ts";
export { findStoredSpans, ping, storeStatistics } from "./queries/store.ts";
export { traceFacets } from "./queries/trace-facets.ts";
export { traceHistogram } from "./queries/trace-histogram.ts";
export { getSpan, getTraceOutline, getTraceSpans } from "./queries/trace-spans.ts";
export { summariseTraces } from "./queries/trace-summaries.ts";
export * from "./spans-columns.ts";
export { labelOperations, type RootTimes, type StoredOperations } from "./trace-times.ts";
export { createMetricWriter, createSpanWriter, SpanInsertError, type SpanWriter } from "./writer.ts";
