import { once } from "node:events";
import { connect } from "node:net";
import {
  DEFAULT_SECURITY_SETTINGS,
  type KeyScope,
  keyScopeSchema,
  loadConfig,
  type Principal,
  type Role,
  roleSchema,
} from "@plimsoll/core";
import {
  closePlatform,
  createJobEndpoint,
  LiveJobs,
  LiveTraces,
  openPlatform,
  type Platform,
  prepareStores,
  sealSecret,
} from "@plimsoll/domain";
import { createAuth } from "@plimsoll/domain/accounts";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { startRedis, type TestRedis } from "@plimsoll/embedded/testing/redis";
import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appRouter, createCaller } from "./root.ts";

/**
 * Who may call what, written out by hand: a procedure that is not in this table, or a caller it does not name, fails
 * the walk below. `admin-key` stands for a key with that scope, and so on.
 */
const READERS = ["viewer", "member", "admin", "read-key", "write-key", "admin-key"] as const;
const PEOPLE = ["viewer", "member", "admin"] as const;
const OPERATORS = ["member", "admin", "write-key", "admin-key"] as const;
const MANAGERS = ["admin", "admin-key"] as const;
const EXPECTED: Record<string, readonly string[]> = {
  "apiKeys.create": ["admin", "admin-key"],
  "apiKeys.list": ["admin", "admin-key"],
  "apiKeys.revoke": ["admin", "admin-key"],
  "attributes.keys": READERS,
  "attributes.values": READERS,
  "cacheConnections.create": ["admin"],
  "cacheConnections.list": READERS,
  "cacheConnections.remove": ["admin"],
  "cacheConnections.report": READERS,
  "cacheConnections.update": ["admin"],
  "caches.invalidate": MANAGERS,
  "caches.http": READERS,
  "caches.list": READERS,
  "caches.setPrice": OPERATORS,
  "connections.create": ["admin"],
  "connections.list": READERS,
  "connections.remove": ["admin"],
  "connections.update": ["admin"],
  "dashboards.create": OPERATORS,
  "dashboards.get": READERS,
  "dashboards.list": READERS,
  "dashboards.remove": OPERATORS,
  "dashboards.update": OPERATORS,
  "findings.comment": OPERATORS,
  "findings.export": READERS,
  "findings.get": READERS,
  "findings.list": READERS,
  "findings.owners": OPERATORS,
  "findings.reopen": OPERATORS,
  "findings.setDue": OPERATORS,
  "findings.setOwner": OPERATORS,
  "findings.summary": READERS,
  "findings.suppress": OPERATORS,
  "jobBulk.cancel": OPERATORS,
  "jobBulk.get": READERS,
  "jobBulk.list": READERS,
  "jobBulk.start": OPERATORS,
  "jobBulk.watch": READERS,
  "jobEndpoints.create": MANAGERS,
  "jobEndpoints.list": READERS,
  "jobEndpoints.remove": MANAGERS,
  "jobEndpoints.rotateSecret": MANAGERS,
  "jobs.cancel": OPERATORS,
  "jobs.discard": MANAGERS,
  "jobs.enqueue": OPERATORS,
  "jobs.get": READERS,
  "jobs.list": READERS,
  "jobs.promote": OPERATORS,
  "jobs.retry": OPERATORS,
  "jobs.watch": READERS,
  "loadTests.cancel": OPERATORS,
  "loadTests.caps": READERS,
  "loadTests.compare": READERS,
  "loadTests.create": OPERATORS,
  "loadTests.dryRun": OPERATORS,
  "loadTests.get": READERS,
  "loadTests.import": OPERATORS,
  "loadTests.list": READERS,
  "loadTests.live": READERS,
  "loadTests.loadLine": READERS,
  "loadTests.loadLines": READERS,
  "loadTests.remove": OPERATORS,
  "loadTests.results": READERS,
  "loadTests.runs": READERS,
  "loadTests.setCaps": MANAGERS,
  "loadTests.start": OPERATORS,
  "loadTests.timeSpent": READERS,
  "loadTests.update": OPERATORS,
  "metrics.labels": READERS,
  "metrics.names": READERS,
  "metrics.query": READERS,
  "people.create": ["admin"],
  "people.list": ["admin"],
  "people.remove": ["admin"],
  "people.setRole": ["admin"],
  "queues.configure": MANAGERS,
  "queues.get": READERS,
  "queues.list": READERS,
  "queues.live": READERS,
  "queues.pause": OPERATORS,
  "queues.resume": OPERATORS,
  "scans.addCredential": MANAGERS,
  "scans.addTarget": MANAGERS,
  "scans.cancel": OPERATORS,
  "scans.checks": READERS,
  "scans.deploy": OPERATORS,
  "scans.export": READERS,
  "scans.get": READERS,
  "scans.list": READERS,
  "scans.live": READERS,
  "scans.overview": READERS,
  "scans.removeCredential": MANAGERS,
  "scans.removeTarget": MANAGERS,
  "scans.setSettings": MANAGERS,
  "scans.settings": READERS,
  "scans.start": OPERATORS,
  "scans.target": READERS,
  "scans.targets": READERS,
  "scans.updateTarget": OPERATORS,
  "scans.upload": OPERATORS,
  "schedules.create": OPERATORS,
  "schedules.list": READERS,
  "schedules.pause": OPERATORS,
  "schedules.preview": READERS,
  "schedules.remove": MANAGERS,
  "schedules.resume": OPERATORS,
  "schedules.runNow": OPERATORS,
  "schedules.update": OPERATORS,
  "services.get": READERS,
  "services.list": READERS,
  "services.map": READERS,
  "services.overview": READERS,
  "session.me": PEOPLE,
  "sessions.list": PEOPLE,
  "sessions.revoke": PEOPLE,
  "sessions.revokeOthers": PEOPLE,
  "system.status": READERS,
  "targets.approve": MANAGERS,
  "targets.create": MANAGERS,
  "targets.list": READERS,
  "targets.remove": MANAGERS,
  "targets.verify": MANAGERS,
  "traces.compare": READERS,
  "traces.facets": READERS,
  "traces.get": READERS,
  "traces.histogram": READERS,
  "traces.live": READERS,
  "traces.outline": READERS,
  "traces.search": READERS,
  "traces.span": READERS,
  "workers.list": READERS,
};

const job = { queue: "walk", id: "job_none" };
const settings = { queue: "walk", name: "walk" };
const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };
const script = {
  load: { mode: "open", stages: [{ durationMs: 1_000, rate: 1 }] },
  scenarios: [{ name: "walk", steps: [{ type: "request", url: "/no-base" }] }],
};
const trace = "0af7651916cd43dd8448eb211c80319c";
/** Inputs that parse, so that what decides is the permission alone. */
const INPUTS: Record<string, unknown> = {
  "apiKeys.create": { name: "walk", scopes: ["read"] },
  "apiKeys.revoke": { id: "key_none" },
  "attributes.keys": range,
  "attributes.values": { ...range, key: "a" },
  "connections.create": { name: "walk", url: "redis://169.254.169.254" },
  "connections.remove": { id: "con_none" },
  "caches.invalidate": { service: "walk", namespace: "walk", endpoints: ["jep_none"] },
  "caches.http": range,
  "caches.list": range,
  "caches.setPrice": { source: "library", service: "walk", pricePerSecond: null },
  "cacheConnections.create": { name: "walk", kind: "memcached", url: "memcached://127.0.0.1:1" },
  "cacheConnections.remove": { id: "cac_none" },
  "cacheConnections.report": { id: "cac_none" },
  "cacheConnections.update": { id: "cac_none", name: "walk" },
  "connections.update": { id: "con_none", writable: true },
  "dashboards.create": { name: "walk", tiles: [] },
  "dashboards.get": { id: "dsh_none" },
  "dashboards.list": {},
  "dashboards.remove": { id: "dsh_none" },
  "dashboards.update": { id: "dsh_none", name: "walk", tiles: [], updatedAt: range.from },
  "findings.comment": { id: "fnd_none", text: "walk" },
  "findings.export": { targetId: "sct_none", format: "sarif" },
  "findings.get": { id: "fnd_none" },
  "findings.list": {},
  "findings.reopen": { id: "fnd_none", reason: "walk" },
  "findings.setDue": { id: "fnd_none", dueAt: null },
  "findings.setOwner": { ids: ["fnd_none"], owner: null },
  "findings.summary": {},
  "findings.suppress": { ids: ["fnd_none"], kind: "accepted", reason: "walk", expiresAt: range.to },
  "jobBulk.cancel": { id: "blk_none" },
  "jobBulk.get": { id: "blk_none" },
  "jobBulk.list": {},
  "jobBulk.start": { filter: { queue: "walk", state: "failed" }, action: "retry" },
  "jobBulk.watch": { id: "blk_none" },
  "jobEndpoints.create": { name: "walk", url: "http://169.254.169.254/" },
  "jobEndpoints.remove": { id: "end_none" },
  "jobEndpoints.rotateSecret": { id: "end_none" },
  "jobs.cancel": job,
  "jobs.discard": job,
  "jobs.enqueue": settings,
  "jobs.get": job,
  "jobs.list": { queue: "walk", state: "failed" },
  "jobs.promote": job,
  "jobs.retry": job,
  "jobs.watch": job,
  "loadTests.cancel": { runId: "run_none" },
  "loadTests.compare": { runId: "run_none", baseRunId: "run_none" },
  "loadTests.create": { name: "walk", script },
  "loadTests.dryRun": { script },
  "loadTests.get": { id: "ldt_none" },
  "loadTests.import": { format: "curl", text: "curl http://walk.example" },
  "loadTests.list": {},
  "loadTests.live": { runId: "run_none" },
  "loadTests.loadLine": { service: "none" },
  "loadTests.remove": { id: "ldt_none" },
  "loadTests.results": { runId: "run_none" },
  "loadTests.runs": {},
  "loadTests.setCaps": { maxRate: 1, maxDurationMs: 1_000, maxConcurrency: 1, maxRequests: 1 },
  "loadTests.start": { id: "ldt_none" },
  "loadTests.timeSpent": { runId: "run_none" },
  "loadTests.update": { id: "ldt_none", name: "walk", script },
  "metrics.labels": { ...range, metric: "walk" },
  "metrics.names": range,
  "metrics.query": { ...range, metric: "walk", aggregation: "avg" },
  "people.create": { email: "weak@example.com", name: "Weak", role: "viewer", password: "1" },
  "people.remove": { id: "usr_none" },
  "people.setRole": { id: "usr_none", role: "viewer" },
  "queues.configure": { queue: "walk", endpoint: "none" },
  "queues.get": { ...range, queue: "walk" },
  "queues.list": range,
  "queues.live": {},
  "queues.pause": { queue: "walk" },
  "queues.resume": { queue: "walk" },
  "scans.addCredential": { targetId: "sct_none", name: "walk", headers: { cookie: "a=b" } },
  "scans.addTarget": { name: "walk", origin: "http://169.254.169.254" },
  "scans.cancel": { scanId: "scn_none" },
  "scans.deploy": { targetId: "sct_none", build: "walk" },
  "scans.export": { scanId: "scn_none", format: "sarif" },
  "scans.get": { scanId: "scn_none" },
  "scans.list": {},
  "scans.live": { scanId: "scn_none" },
  "scans.removeCredential": { id: "scr_none" },
  "scans.removeTarget": { id: "sct_none" },
  "scans.setSettings": DEFAULT_SECURITY_SETTINGS,
  "scans.start": { targetId: "sct_none" },
  "scans.target": { id: "sct_none" },
  "scans.updateTarget": { id: "sct_none", name: "walk" },
  "scans.upload": { name: "walk", files: [{ path: "package-lock.json", text: "{}" }] },
  "schedules.create": { ...settings, jobName: "walk", everyMs: 60_000 },
  "schedules.pause": { id: "sch_none" },
  "schedules.preview": { everyMs: 60_000 },
  "schedules.remove": { id: "sch_none" },
  "schedules.resume": { id: "sch_none" },
  "schedules.runNow": { id: "sch_none" },
  "schedules.update": { ...settings, id: "sch_none", jobName: "walk", everyMs: 60_000 },
  "services.get": { ...range, service: "none" },
  "services.list": range,
  "services.map": range,
  "services.overview": range,
  "sessions.revoke": { id: "none" },
  "targets.approve": { id: "tgt_none" },
  "targets.create": { name: "walk", origin: "http://169.254.169.254" },
  "targets.remove": { id: "tgt_none" },
  "targets.verify": { id: "tgt_none" },
  "traces.compare": { a: trace, b: trace },
  "traces.facets": range,
  "traces.get": { traceId: trace },
  "traces.histogram": range,
  "traces.live": {},
  "traces.outline": { traceId: trace },
  "traces.search": range,
  "traces.span": { traceId: trace, spanId: "b7ad6b7169203331" },
};

const user = (role: Role): Principal => ({
  kind: "user",
  userId: `usr_${role}`,
  sessionId: "ses_walk",
  email: `${role}@example.com`,
  name: role,
  role,
  projectId: "default",
});
const key = (scope: KeyScope): Principal => ({
  kind: "apiKey",
  keyId: "key_walk",
  name: scope,
  scopes: [scope],
  projectId: "default",
});
const CALLERS: [string, Principal][] = [
  ["anonymous", { kind: "anonymous" }],
  ...roleSchema.options.map((role): [string, Principal] => [role, user(role)]),
  ...keyScopeSchema.options.map((scope): [string, Principal] => [`${scope}-key`, key(scope)]),
];
const procedures = Object.keys(appRouter._def.procedures).sort((a, b) => a.localeCompare(b));

/** In the addresses of what is connected and watched, which are stored; no procedure ever answers it. */
const PASSWORD = "planted-hunter2";
const SECRET = "planted-secret-of-the-instance-itself";

let stores: TestStores;
let theirs: TestRedis;
let platform: Platform;
/** All that must never be answered. */
let secrets: string[];

beforeAll(async () => {
  [stores, theirs] = await Promise.all([startTestStores(), startRedis()]);
  const config = loadConfig({
    DATABASE_URL: stores.databaseUrl,
    CLICKHOUSE_URL: stores.clickhouseUrl,
    PLIMSOLL_SECRET: SECRET,
    PLIMSOLL_SELF_TRACING: "false",
  });
  await prepareStores(config);
  platform = openPlatform(config);
  secrets = [PASSWORD, SECRET, await plantConnections()];
});
afterAll(async () => {
  if (platform) await closePlatform(platform);
  await Promise.all([stores?.stop(), theirs?.stop()]);
});

/** A watched cache, a connected queue and an endpoint, as an admin would have them; returns the endpoint's secret. */
async function plantConnections(): Promise<string> {
  const { config, db } = platform;
  const redis = connect(Number(new URL(theirs.url).port), "127.0.0.1");
  redis.write(`CONFIG SET requirepass ${PASSWORD}\r\n`);
  await once(redis, "data");
  redis.destroy();
  const url = theirs.url.replace("//", `//:${PASSWORD}@`);
  const named = { projectId: "default", name: "planted" };
  const watched = { id: "cac_planted", kind: "redis", url: sealSecret(config, "cache-connection", url), ...named };
  await db.cacheConnection.create({ data: watched });
  const connected = { id: "con_planted", prefix: "bull", url: sealSecret(config, "queue-connection", url), ...named };
  await db.queueConnection.create({ data: connected });
  const caller = { projectId: "default", actor: "Ada" };
  return (await createJobEndpoint(platform, caller, { name: "planted", url: "http://127.0.0.1:1/jobs" })).secret;
}

function expectNoSecret(path: string, answered: string): void {
  expect(
    secrets.filter((secret) => answered.includes(secret)),
    `secrets in the answer of ${path}`,
  ).toEqual([]);
}

/** Calls a procedure and tells whether the door was open: any error after it (not found, weak password) counts as open. */
async function isLetIn(path: string, principal: Principal, input = INPUTS[path]): Promise<boolean> {
  const auth = createAuth(platform.db, { ...platform.config, PLIMSOLL_SECRET: SECRET });
  const stop = new AbortController();
  const caller = createCaller(
    { platform, auth, live: new LiveTraces(platform), liveJobs: new LiveJobs(platform), principal },
    { signal: stop.signal },
  );
  const call = path.split(".").reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], caller) as (
    input: unknown,
  ) => Promise<unknown>;
  try {
    expectNoSecret(path, JSON.stringify(await call(input)) ?? "");
    return true;
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    expectNoSecret(path, error.message);
    if (error.code === "UNAUTHORIZED") expect(principal.kind).toBe("anonymous");
    return error.code !== "UNAUTHORIZED" && error.code !== "FORBIDDEN";
  } finally {
    stop.abort();
  }
}

describe("permissions", () => {
  it("are written down for every procedure, and for nothing else", () => {
    expect(procedures).toEqual(Object.keys(EXPECTED).sort((a, b) => a.localeCompare(b)));
  });

  it("are named by every procedure itself", () => {
    for (const [path, procedure] of Object.entries(appRouter._def.procedures)) {
      const { meta } = (procedure as unknown as { _def: { meta?: { permission?: string } } })._def;
      expect(meta?.permission, path).toBeTruthy();
    }
  });

  it("let members retry and promote in bulk, and only those who may discard one job discard many", async () => {
    const discard = { filter: { queue: "walk", state: "failed" }, action: "discard" };
    for (const [name, principal] of CALLERS) {
      const isExpected = (MANAGERS as readonly string[]).includes(name);
      expect(await isLetIn("jobBulk.start", principal, discard), name).toBe(isExpected);
    }
  });

  for (const path of procedures) {
    it(`${path}: every role, key scope and anonymous`, async () => {
      for (const [name, principal] of CALLERS) {
        expect(await isLetIn(path, principal), `${name} → ${path}`).toBe(EXPECTED[path]?.includes(name) ?? false);
      }
    });
  }
});
