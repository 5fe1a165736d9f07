import { apiKeysRouter } from "./routers/api-keys.ts";
import { attributesRouter } from "./routers/attributes.ts";
import { cachesRouter } from "./routers/caches.ts";
import { cacheConnectionsRouter } from "./routers/cache-connections.ts";
import { connectionsRouter } from "./routers/connections.ts";
import { dashboardsRouter } from "./routers/dashboards.ts";
import { findingsRouter } from "./routers/findings.ts";
import { jobBulkRouter } from "./routers/job-bulk.ts";
import { jobEndpointsRouter } from "./routers/job-endpoints.ts";
import { jobsRouter } from "./routers/jobs.ts";
import { loadTestsRouter } from "./routers/load-tests.ts";
import { metricsRouter } from "./routers/metrics.ts";
import { peopleRouter } from "./routers/people.ts";
import { queuesRouter } from "./routers/queues.ts";
import { scansRouter } from "./routers/scans.ts";
import { schedulesRouter } from "./routers/schedules.ts";
import { servicesRouter } from "./routers/services.ts";
import { sessionRouter, sessionsRouter } from "./routers/sessions.ts";
import { systemRouter } from "./routers/system.ts";
import { targetsRouter } from "./routers/targets.ts";
import { tracesRouter } from "./routers/traces.ts";
import { workersRouter } from "./routers/workers.ts";
import { createCallerFactory, router } from "./trpc.ts";

/** Every area of the API; a new one is a file in `routers` and a line here. */
export const appRouter = router({
  apiKeys: apiKeysRouter,
  attributes: attributesRouter,
  cacheConnections: cacheConnectionsRouter,
  caches: cachesRouter,
  connections: connectionsRouter,
  dashboards: dashboardsRouter,
  findings: findingsRouter,
  jobBulk: jobBulkRouter,
  jobEndpoints: jobEndpointsRouter,
  jobs: jobsRouter,
  loadTests: loadTestsRouter,
  metrics: metricsRouter,
  people: peopleRouter,
  queues: queuesRouter,
  scans: scansRouter,
  schedules: schedulesRouter,
  services: servicesRouter,
  session: sessionRouter,
  sessions: sessionsRouter,
  system: systemRouter,
  targets: targetsRouter,
  traces: tracesRouter,
  workers: workersRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
