import { createServer } from "node:http";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createPlimsollClient } from "@plimsoll/client";
import { TestInstance } from "@plimsoll/embedded/testing";
import { startRedis } from "@plimsoll/embedded/testing/redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const admin = { PLIMSOLL_ADMIN_EMAIL: "ada@example.com", PLIMSOLL_ADMIN_PASSWORD: "seven green lanterns drift" };
const instance = new TestInstance({ ...admin, OTEL_METRIC_EXPORT_INTERVAL: "1000" });
beforeAll(() => instance.start());
afterAll(() => instance.remove());

async function call(path: string, key: string, input?: object): Promise<Response> {
  const query = input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
  return fetch(`${instance.webUrl}/api/trpc/${path}${query}`, { headers: { authorization: `Bearer ${key}` } });
}

/** Headers of a browser in which the admin has signed in. */
async function signedIn(): Promise<Record<string, string>> {
  const headers = { "content-type": "application/json", origin: instance.webUrl };
  const body = JSON.stringify({ email: admin.PLIMSOLL_ADMIN_EMAIL, password: admin.PLIMSOLL_ADMIN_PASSWORD });
  const response = await fetch(`${instance.webUrl}/api/auth/sign-in/email`, { method: "POST", headers, body });
  expect(response.status).toBe(200);
  const cookie = response.headers.getSetCookie().map((each) => each.split(";")[0]);
  return { ...headers, cookie: cookie.join("; ") };
}

describe("npm start", () => {
  it("says it is ready in one line and answers on all ports", async () => {
    expect(instance.output).toContain(`Plimsoll is ready: ${instance.webUrl}\n`);
    const health = await fetch(`${instance.webUrl}/api/health`);
    expect(await health.json()).toMatchObject({ status: "ok", checks: { postgres: "ok", clickhouse: "ok" } });
    expect((await fetch(`${instance.otlpHttpUrl}/health`)).status).toBe(200);
  });

  it("keeps its secrets private and out of its output and logs", () => {
    const file = join(instance.dataDir, "secrets.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(instance.dataDir, "runtime.json")).mode & 0o777).toBe(0o600);
    const secrets = Object.values(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>);
    const logs = ["web", "ingest", "worker", "postgres", "clickhouse"].map((name) =>
      readFileSync(join(instance.dataDir, "logs", `${name}.log`), "utf8"),
    );
    for (const secret of [...secrets, admin.PLIMSOLL_ADMIN_PASSWORD]) {
      expect([instance.output, ...logs].filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  it("creates keys from the command line, alone on standard output", async () => {
    const key = instance.run("keys", "create", "--name", "test", "--scope", "read");
    expect(key).toMatch(/^plim_[A-Za-z0-9_-]{43}\n$/);
    expect((await call("system.status", key.trim())).status).toBe(200);
    expect((await call("apiKeys.list", key.trim())).status).toBe(403);
    expect((await call("system.status", "plim_wrong")).status).toBe(401);
  });

  it("enqueues and lists jobs from the command line", async () => {
    const key = instance.run("keys", "create", "--name", "test", "--scope", "admin").trim();
    const made = await fetch(`${instance.webUrl}/api/trpc/jobEndpoints.create`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "default", url: `${instance.webUrl}/api/health` }),
    });
    expect(made.status).toBe(200);
    const job = ["--queue", "emails", "--name", "email.send", "--payload", '{"to":"ada@example.com"}'];
    const added = instance.run("jobs", "enqueue", ...job, "--id", "job_from_cli", "--delay", "3600000");
    expect(added).toBe("Job job_from_cli was added to queue emails.\n");
    const listed = instance.run("jobs", "list", "--queue", "emails", "--text", "ADA@", "--json");
    expect(JSON.parse(listed)).toMatchObject([{ id: "job_from_cli", state: "delayed", name: "email.send" }]);
    expect(() => instance.run("jobs", "retry", "--queue", "emails", "--id", "job_from_cli")).toThrow();
  });

  it("shows its own processes and caches, and storing that makes no traces", async () => {
    const key = instance.run("keys", "create", "--name", "test", "--scope", "read").trim();
    const from = new Date(Date.now() - 600_000).toISOString();
    const ask = async <Data>(path: string, input: object = {}): Promise<Data> => {
      const response = await call(path, key, { from, to: new Date().toISOString(), ...input });
      expect(response.status, path).toBe(200);
      return ((await response.json()) as { result: { data: Data } }).result.data;
    };
    const own = ["plimsoll-ingest", "plimsoll-web", "plimsoll-worker"];
    const reports = async (metric: string) => {
      const { items } = await ask<{ items: { name: string; services: string[] }[] }>("metrics.names", { limit: 500 });
      return own.every((service) => items.find(({ name }) => name === metric)?.services.includes(service));
    };
    for (const metric of ["process.cpu.time", "process.memory.usage", "nodejs.eventloop.delay.p99"])
      await instance.until(() => reports(metric), 60_000);
    const cache = { service: "plimsoll-web", namespace: "api-keys" };
    await instance.until(async () => {
      const { items } = await ask<{ items: { service: string; namespace: string; hits: number; misses: number }[] }>(
        "caches.list",
      );
      const found = items.find((item) => item.service === cache.service && item.namespace === cache.namespace);
      return found !== undefined && found.hits > 0 && found.misses > 0;
    }, 60_000);
    const traces = async (name: string) =>
      (await ask<{ items: unknown[] }>("traces.search", { query: `name:"${name}"` })).items.length;
    await instance.until(async () => (await traces("cache.load api-keys")) > 0, 60_000);
    // Nobody but Plimsoll itself has sent metrics.
    expect(await traces("otlp.export metrics")).toBe(0);
  });

  it("runs a load test for those who have its address and a key alone", async () => {
    const server = createServer((_, response) => response.end("ok")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const admin = instance.run("keys", "create", "--name", "admin", "--scope", "admin").trim();
    const client = createPlimsollClient({ url: instance.webUrl, apiKey: admin });
    const { id } = await client.targets.create.mutate({ name: "page", origin });
    await client.targets.approve.mutate({ id });
    const file = join(instance.dataDir, "script.json");
    const load = { mode: "open", stages: [{ durationMs: 1000, rate: 20 }] };
    const scenarios = [{ name: "all", steps: [{ type: "request", name: "page", url: "/" }] }];
    writeFileSync(file, JSON.stringify({ baseUrl: origin, load, scenarios, baseline: { durationMs: 0 } }));
    const run = (apiKey: string) =>
      instance.runBeside(["load-test", "run", file, "--url", instance.webUrl], { PLIMSOLL_API_KEY: apiKey });
    const write = instance.run("keys", "create", "--name", "ci", "--scope", "write").trim();
    expect(await run(write)).toMatchObject({ code: 0, output: expect.stringContaining("passed:") });
    const read = instance.run("keys", "create", "--name", "look", "--scope", "read").trim();
    expect(await run(read)).toMatchObject({ code: 1, output: expect.stringContaining("loadTests.run") });
    server.close();
    server.closeAllConnections();
  });

  it("tells nobody the passwords of what it watches, whether it answers or not", async () => {
    const password = "planted-hunter2";
    const headers = await signedIn();
    const post = async (procedure: string, input: object) => {
      const init = { method: "POST", headers, body: JSON.stringify(input) };
      const response = await fetch(`${instance.webUrl}/api/trpc/${procedure}`, init);
      return { status: response.status, text: await response.text() };
    };
    const redis = await startRedis();
    try {
      const watched = {
        name: "planted",
        kind: "redis",
        url: redis.url.replace("//", `//:${password}@`),
        sampleKeys: 10,
      };
      const made = await post("cacheConnections.create", watched);
      expect(made.status).toBe(200);
      const dead = `postgresql://app:${password}@127.0.0.1:1/app`;
      const refused = await post("cacheConnections.create", { name: "dead", kind: "postgresql", url: dead });
      expect(refused.status).toBe(400);
      const queues = await post("connections.create", { name: "dead", url: `redis://:${password}@127.0.0.1:1` });
      expect(queues.status).toBe(400);
      const list = async () => (await fetch(`${instance.webUrl}/api/trpc/cacheConnections.list`, { headers })).text();
      await redis.stop();
      await instance.until(async () => (await list()).includes('"error":"'), 60_000);
      const logs = ["web", "ingest", "worker", "postgres", "clickhouse"].map((name) =>
        readFileSync(join(instance.dataDir, "logs", `${name}.log`), "utf8"),
      );
      const told = [made.text, refused.text, queues.text, await list(), instance.output, ...logs];
      expect(told.filter((text) => text.includes(password))).toEqual([]);
    } finally {
      await redis.stop();
    }
  });

  it.each(["web", "ingest"])(
    "has no fault above info in its own eyes: %s",
    async (name) => {
      const url = name === "web" ? instance.webUrl : instance.otlpHttpUrl;
      const about = ["--allow-private", "--rate", "50", "--fail-on", "low", "--format", "json", "--quiet"];
      const { code, output } = await instance.runBeside(["scan", url, ...about]);
      const faults = [...output.matchAll(/"severity": "(critical|high|medium|low)"/g)];
      expect({ code, faults }, output).toEqual({ code: 0, faults: [] });
      // It really looked: a scan that reached nothing finds nothing, too.
      expect(output.match(/"outcome": "pass"/g)?.length).toBeGreaterThan(15);
    },
    180_000,
  );

  it("passes the doctor", () => {
    const report = instance.run("doctor");
    expect(report).toContain("PLIMSOLL_ADMIN_PASSWORD              ***");
    expect(report).not.toMatch(/^ +FAIL /m);
  });

  it("answers errors as {code, message} without a stack", async () => {
    const key = instance.run("keys", "create", "--name", "test", "--scope", "read").trim();
    const response = await call("traces.search", key, { from: "yesterday", to: "2026-01-01T00:00:00Z" });
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain("`from`");
    expect(text).not.toMatch(/node_modules|\.ts:\d|stack/);
    expect((await fetch(`${instance.webUrl}/api/trpc/no.such`)).status).toBe(404);
  });

  it("refuses changes that another site makes a browser send", async () => {
    const response = await fetch(`${instance.webUrl}/api/trpc/apiKeys.create`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: "https://evil.example",
        cookie: "plimsoll.session_token=x",
      },
      body: JSON.stringify({ name: "x", scopes: ["admin"] }),
    });
    expect(response.status).toBe(403);
  });

  it("sends strict headers with pages", async () => {
    const page = await fetch(`${instance.webUrl}/sign-in`);
    const policy = page.headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "none";
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain("unsafe-eval");
    expect(await page.text()).toContain(`nonce="${nonce}"`);
    expect(page.headers.get("x-frame-options")).toBe("DENY");
    expect(page.headers.get("x-powered-by")).toBeNull();
  });

  it("will not start twice on one data folder", async () => {
    const second = new TestInstance({ PLIMSOLL_DATA_DIR: instance.dataDir });
    await expect(second.start()).rejects.toThrow(/runs already/);
  });

  it("names the variable of a port that is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const address = taken.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const other = new TestInstance({ PLIMSOLL_OTLP_GRPC_PORT: String(port) });
    await expect(other.start()).rejects.toThrow(/PLIMSOLL_OTLP_GRPC_PORT/);
    taken.close();
  });

  it("reports a process that dies and starts it again", async () => {
    const before = instance.pidOf("web/dist/server.mjs");
    process.kill(before, "SIGKILL");
    await instance.until(() => instance.output.includes("web killed by SIGKILL; starting it again in 0.5 s"));
    await instance.until(() => instance.output.includes("web runs again"), 60_000);
    expect(instance.pidOf("web/dist/server.mjs")).not.toBe(before);
    expect((await fetch(`${instance.webUrl}/api/health`)).status).toBe(200);
  });

  it("leaves nothing running after Ctrl-C, and starts again with what it had", async () => {
    expect(await instance.stop()).toEqual([]);
    expect(instance.output).toContain("Stopped.");
    expect(existsSync(join(instance.dataDir, "runtime.json"))).toBe(false);
    await instance.start();
    expect(instance.output).not.toContain("Create the first admin");
  });
});
