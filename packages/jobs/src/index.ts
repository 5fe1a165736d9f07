export { type BackendOptions, INSTANCE_QUEUE, openQueue } from "./backend.ts";
export { JOBS, type JobDefinition, type JobHandlers, type JobId, type JobPayload, type JobRun } from "./definitions.ts";
export { runHandler } from "./run-handler.ts";
export { type JobEvents, type RunningJobs, type Schedule, startJobs } from "./start-jobs.ts";
