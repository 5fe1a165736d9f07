export * from "./api-keys/create-api-key.ts";
export { findApiKey } from "./api-keys/find-api-key.ts";
export * from "./api-keys/list-api-keys.ts";
export * from "./api-keys/revoke-api-key.ts";
export { type Caller, listAudit, recordAudit } from "./audit/record-audit.ts";
export { CLIENT_IP_HEADER } from "./auth/client-ip-header.ts";
export { isSelfExportKey, selfExportKey } from "./auth/self-export-key.ts";
export {
  createCacheConnection,
  listCacheConnections,
  removeCacheConnection,
  updateCacheConnection,
} from "./caches/cache-connections.ts";
export { setCachePrice } from "./caches/cache-prices.ts";
export { getCacheReport } from "./caches/cache-report.ts";
export { invalidateCache } from "./caches/invalidate-cache.ts";
export { listCaches } from "./caches/list-caches.ts";
export { listHttpCaches } from "./caches/list-http-caches.ts";
export { pollCaches } from "./caches/poll-caches.ts";
export { SampleWriter } from "./caches/watch/sample-writer.ts";
export { createConnection, listConnections, removeConnection, updateConnection } from "./connections/connections.ts";
export {
  createDashboard,
  getDashboard,
  listDashboards,
  removeDashboard,
  updateDashboard,
} from "./dashboards/dashboards.ts";
export { deliverJob, type Delivery, openDelivery } from "./delivery/deliver-job.ts";
export {
  commentFinding,
  reopenFinding,
  setFindingDue,
  setFindingsOwner,
  suppressFindings,
} from "./findings/change-findings.ts";
export { exportFindings, exportScan } from "./findings/export-findings.ts";
export { getFinding } from "./findings/get-finding.ts";
export { listFindings, listOwners } from "./findings/list-findings.ts";
export { getSecuritySettings, setSecuritySettings } from "./findings/security-settings.ts";
export { summariseFindings } from "./findings/summarise-findings.ts";
export { type EndpointRow, findEndpoint } from "./job-endpoints/find-endpoint.ts";
export * from "./job-endpoints/manage-job-endpoints.ts";
export { getBulk, listBulk, cancelBulk } from "./jobs/bulk-operations.ts";
export { cancelJob, takeCancellations } from "./jobs/cancel-job.ts";
export { discardJob, promoteJob, retryJob } from "./jobs/change-job.ts";
export { takeConcurrencyLease } from "./jobs/concurrency-lease.ts";
export { enqueueJob, toNewJob } from "./jobs/enqueue-job.ts";
export { getJob } from "./jobs/get-job.ts";
export { listJobs } from "./jobs/list-jobs.ts";
export { LiveJobs } from "./jobs/live-jobs.ts";
export { missingAttempts } from "./jobs/reconcile-history.ts";
export { failBulk, runBulk } from "./jobs/run-bulk.ts";
export { resumeBulk, startBulk } from "./jobs/start-bulk.ts";
export { compareLoadRuns } from "./load-results/compare-load-runs.ts";
export { getLoadRunView } from "./load-results/get-load-run-view.ts";
export { listLoadLines, loadLineOf } from "./load-results/load-lines.ts";
export { loadTimeSpent } from "./load-results/load-time-spent.ts";
export { LocalRun } from "./load-results/local-run.ts";
export { formatThresholdValue } from "./load-results/run-verdict.ts";
export { watchLoadRun } from "./load-results/watch-load-run.ts";
export { cancelLoadRun } from "./load-tests/cancel-load-run.ts";
export { dryRunScript } from "./load-tests/dry-run-script.ts";
export { finishLoadRun } from "./load-tests/finish-load-run.ts";
export { hideSecrets } from "./load-tests/hide-secrets.ts";
export { importLoadScript } from "./load-tests/import-load-script.ts";
export { listLoadRuns } from "./load-tests/list-load-runs.ts";
export { getLoadTest, listLoadTests } from "./load-tests/list-load-tests.ts";
export { getLoadCaps, setLoadCaps } from "./load-tests/load-caps.ts";
export { loadThreads } from "./load-tests/load-threads.ts";
export { createLoadTest, removeLoadTest, updateLoadTest } from "./load-tests/manage-load-tests.ts";
export { runShare } from "./load-tests/run-share.ts";
export { startLoadTest } from "./load-tests/start-load-test.ts";
export { sweepLoadRuns } from "./load-tests/sweep-load-runs.ts";
export { listMetricLabels, listMetricNames } from "./metrics/list-metrics.ts";
export { queryMetric } from "./metrics/query-metric.ts";
export * from "./platform.ts";
export { configureQueue, pauseQueue, resumeQueue } from "./queues/change-queue.ts";
export { getQueue, listQueues } from "./queues/list-queues.ts";
export { jobsBackend, jobsRetention } from "./queues/own-job-stores.ts";
export { sampleQueues } from "./queues/sample-queues.ts";
export { cancelScan } from "./scans/cancel-scan.ts";
export { getScan, watchScan } from "./scans/get-scan.ts";
export { getScanTarget, listScanTargets } from "./scans/get-scan-target.ts";
export { listScanChecks } from "./scans/list-checks.ts";
export { listScans } from "./scans/list-scans.ts";
export { addScanTarget, removeScanTarget, updateScanTarget } from "./scans/manage-scan-targets.ts";
export { failScan, runScan } from "./scans/run-scan.ts";
export { addScanCredential, removeScanCredential } from "./scans/scan-credentials.ts";
export { uploadScan } from "./scans/scan-uploads.ts";
export { getSecurityOverview } from "./scans/security-overview.ts";
export { deployScan, startScan } from "./scans/start-scan.ts";
export { sweepScans } from "./scans/sweep-scans.ts";
export * from "./schedules/index.ts";
export { openSecret, sealSecret } from "./secrets/sealed-secret.ts";
export * from "./services/services.ts";
export { checkStores, getSystemStatus, MAINTENANCE_EVERY_MS } from "./system/get-system-status.ts";
export * from "./system/open-platform.ts";
export * from "./system/prepare-stores.ts";
export * from "./system/run-maintenance.ts";
export { asUnavailable } from "./system/unavailable.ts";
export { createTarget } from "./targets/create-target.ts";
export { approveTarget, listTargets, removeTarget } from "./targets/manage-targets.ts";
export { verifyTarget } from "./targets/verify-target.ts";
export * from "./traces/attributes.ts";
export { compareTraces } from "./traces/compare-traces.ts";
export { getTraceOutline } from "./traces/get-trace-outline.ts";
export { getTrace, getTraceSpan } from "./traces/get-trace.ts";
export { LiveTraces } from "./traces/live-traces.ts";
export * from "./traces/search-traces.ts";
export { VERSION } from "./version.ts";
export { listWorkers, type WorkerActiveJob, type WorkerQueue } from "./workers/list-workers.ts";
export { recordWorker, type WorkerBeat } from "./workers/record-worker.ts";
