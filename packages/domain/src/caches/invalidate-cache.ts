import {
  AppError,
  type CacheInvalidated,
  type CacheInvalidationAnswer,
  type CachesInvalidateInput,
} from "@plimsoll/core";
import { createGuardedAgent, type GuardedAgent, guardedFetch } from "@plimsoll/outbound";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { signRequest } from "../delivery/sign-request.ts";
import { newId } from "../ids.ts";
import { openEndpointSecret, signingSecrets } from "../job-endpoints/endpoint-secret.ts";
import type { EndpointRow } from "../job-endpoints/find-endpoint.ts";
import type { Platform } from "../platform.ts";
import { assertTargetOpen } from "../targets/assert-target-open.ts";
import { ownHostPorts } from "../targets/own-host-ports.ts";
import { VERSION } from "../version.ts";

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1_024;

type Stores = Pick<Platform, "db" | "config">;

/**
 * Asks the processes behind the endpoints to invalidate a tag, or the whole of a namespace: a signed request each, which
 * `verifyInvalidation` of @plimsoll/cache believes. Recorded before it is sent, and with the answers. An endpoint that
 * does not answer, or refuses, is told and holds up no other. Throws NOT_FOUND for an endpoint of another project.
 */
export async function invalidateCache(
  { db, config }: Stores,
  caller: Caller,
  { service, namespace, tag, endpoints }: CachesInvalidateInput,
): Promise<CacheInvalidated> {
  const { projectId } = caller;
  const rows = await db.jobEndpoint.findMany({
    where: { projectId, id: { in: endpoints } },
    include: { target: true },
    orderBy: { name: "asc" },
  });
  const missing = endpoints.find((id) => !rows.some((row) => row.id === id));
  if (missing) throw new AppError("NOT_FOUND", `There is no endpoint ${missing} in this project.`);
  const subject = `cache-namespace:${service}/${namespace}`;
  const what = { tag: tag ?? null, endpoints: rows.map(({ name }) => name) };
  await recordAudit(db, { ...caller, action: "cache.invalidate", subject, detail: what });
  const body = JSON.stringify({ namespace, ...(tag !== undefined && { tag }) });
  const agent = createGuardedAgent({ forbidden: ownHostPorts(config) });
  try {
    const answers = await Promise.all(rows.map((row) => ask({ agent, config, row, body })));
    const told = answers.map(({ endpoint, status, error }) => ({ endpoint, status, error }));
    await recordAudit(db, { ...caller, action: "cache.invalidated", subject, detail: { tag: tag ?? null, told } });
    return { answers };
  } finally {
    await agent.close();
  }
}

interface Request {
  agent: GuardedAgent;
  config: Platform["config"];
  row: EndpointRow;
  body: string;
}

/** What one endpoint said to it; never throws. */
async function ask(request: Request): Promise<CacheInvalidationAnswer> {
  const { name, url } = request.row;
  const startedAt = Date.now();
  const outcome = await send(request).catch((thrown: unknown) => ({
    status: null,
    error: thrown instanceof AppError ? thrown.message : "It could not be asked.",
  }));
  return {
    endpoint: name,
    origin: new URL(url).origin,
    ...outcome,
    at: new Date().toISOString(),
    durationMs: Date.now() - startedAt,
  };
}

async function send({ agent, config, row, body }: Request): Promise<{ status: number; error: string | null }> {
  assertTargetOpen(row.target);
  if (new URL(row.url).origin !== row.target.origin) {
    throw new AppError("FORBIDDEN", `The endpoint ${row.name} does not belong to ${row.target.origin}.`);
  }
  const at = Date.now();
  const secrets = signingSecrets(openEndpointSecret(config, row.secret), at);
  const { status } = await guardedFetch(agent, {
    url: row.url,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": `Plimsoll-Caches/${VERSION}`,
      ...signRequest(secrets, { id: newId("inv"), at, body }),
    },
    body,
    allowPrivate: row.target.approvedAt !== null,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_ANSWER_BYTES,
  });
  return { status, error: status >= 200 && status < 300 ? null : refusal(status) };
}

function refusal(status: number): string {
  if (status === 401) return "It does not believe the signature: does it have this endpoint's secret?";
  return `It answered ${status}.`;
}
