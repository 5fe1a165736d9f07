import { AppError, type Config } from "@plimsoll/core";
import { type AppJobEnvelope, parseAppQueueName, type RunningJob } from "@plimsoll/jobs";
import { createGuardedAgent, type GuardedAgent, guardedFetch } from "@plimsoll/outbound";
import { signingSecrets } from "../job-endpoints/endpoint-secret.ts";
import type { Platform } from "../platform.ts";
import { assertTargetOpen } from "../targets/assert-target-open.ts";
import { ownHostPorts } from "../targets/own-host-ports.ts";
import { VERSION } from "../version.ts";
import { EndpointFinder, type ReadyEndpoint } from "./endpoint-finder.ts";
import { readAnswer } from "./read-answer.ts";
import { signRequest } from "./sign-request.ts";

/** What delivery works with: one agent, whose connections are used again, and the endpoints it knows. */
export interface Delivery {
  agent: GuardedAgent;
  endpoints: Pick<EndpointFinder, "find">;
  config: Pick<Config, "PLIMSOLL_JOBS_MAX_RESULT_BYTES">;
  close(): Promise<void>;
}

/** The job as it is sent; what a run has beyond it concerns the worker. */
export type DeliverableJob = Pick<
  RunningJob,
  "id" | "queue" | "name" | "attempt" | "maxAttempts" | "enqueuedAt" | "signal" | "log" | "answered"
>;

/** Opens what a worker process delivers jobs with; close it when no job runs any more. */
export function openDelivery({ db, config }: Pick<Platform, "db" | "config">): Delivery {
  const agent = createGuardedAgent({ forbidden: ownHostPorts(config) });
  return { agent, endpoints: new EndpointFinder(db, config), config, close: () => agent.close() };
}

/**
 * Calls the endpoint of an app's job once and returns the job's result: the answer's JSON or text, cut at
 * PLIMSOLL_JOBS_MAX_RESULT_BYTES. Throws an AppError that is not retryable when the job must not be tried again (4xx but
 * 408, 425 and 429, an address that may not be called); RetryLater, a retryable AppError (no answer in time,
 * connection failed, endpoint missing or not approved yet) or Postpone when it may.
 */
export async function deliverJob(delivery: Delivery, job: DeliverableJob, envelope: AppJobEnvelope): Promise<unknown> {
  const place = parseAppQueueName(job.queue);
  if (!place) throw new AppError("INTERNAL", `${job.queue} is no queue of an app.`);
  const endpoint = await delivery.endpoints.find(place.projectId, place.queue, envelope.target);
  if (!endpoint) throw missingEndpoint(place.queue, envelope.target);
  assertTargetOpen(endpoint.target);
  if (new URL(endpoint.url).origin !== endpoint.target.origin) {
    throw new AppError("FORBIDDEN", `The endpoint ${endpoint.name} does not belong to ${endpoint.target.origin}.`);
  }
  const answer = await guardedFetch(delivery.agent, {
    ...composeRequest(endpoint, job, place.queue, envelope.payload),
    allowPrivate: endpoint.target.approvedAt !== null,
    timeoutMs: envelope.timeoutMs,
    maxBytes: delivery.config.PLIMSOLL_JOBS_MAX_RESULT_BYTES,
    signal: job.signal,
  });
  job.answered(answer.status);
  const result = readAnswer(endpoint.url, answer, Date.now());
  if (answer.truncated) await job.log(`The answer was longer than ${answer.body.length} bytes; the rest was not read.`);
  return result;
}

/** `traceparent` is added where requests are traced. */
function composeRequest(endpoint: ReadyEndpoint, job: DeliverableJob, queue: string, payload: unknown) {
  const { id, name, attempt, maxAttempts } = job;
  const enqueuedAt = new Date(job.enqueuedAt).toISOString();
  const body = JSON.stringify({ id, queue, name, attempt, maxAttempts, enqueuedAt, payload });
  const at = Date.now();
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/*;q=0.9, */*;q=0.1",
    "accept-encoding": "identity",
    "user-agent": `Plimsoll-Jobs/${VERSION}`,
    "plimsoll-attempt": String(attempt),
    "plimsoll-queue": queue,
    ...signRequest(signingSecrets(endpoint.secret, at), { id, at, body }),
  };
  return { url: endpoint.url, method: "POST", headers, body } as const;
}

function missingEndpoint(queue: string, target: string | null): AppError {
  const message =
    target === null
      ? `The queue ${queue} has no endpoint and there is none named \`default\`.`
      : `There is no endpoint named ${target}.`;
  // Somebody may register it while the job waits for its next try.
  return new AppError("NOT_FOUND", `${message} Register it under Settings, Targets.`, { retryable: true });
}
