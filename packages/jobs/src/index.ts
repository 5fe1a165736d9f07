export { type AppJobEnvelope, appJobSchema, parseAppJob } from "./app-job.ts";
export type {
  ActiveJob,
  AttemptRecord,
  JobRetention,
  QueueWorker,
  QueueWorkerOptions,
  RunningJob,
  RunPolicy,
} from "./attempt.ts";
export { JOBS, type JobDefinition, type JobHandlers, type JobId, type JobPayload, type JobRun } from "./definitions.ts";
export type {
  AddedFlow,
  AddedJob,
  BulkOutcome,
  JobConditions,
  JobPage,
  JobRecord,
  JobStore,
  NewJob,
  QueueState,
  ScanBatch,
} from "./job-store.ts";
export { appQueueName, INSTANCE_QUEUE, parseAppQueueName, type QueueKind } from "./names.ts";
export { type BackendOptions, openJobStore, type OpenStoreOptions } from "./open-job-store.ts";
export { platformJob } from "./platform-job.ts";
export { connectRedis, type RedisClient } from "./redis/connect.ts";
export { startQueueWorker } from "./queue-worker.ts";
export { Postpone, RetryLater } from "./run-errors.ts";
export { startJobs, type StartJobsOptions } from "./start-jobs.ts";
