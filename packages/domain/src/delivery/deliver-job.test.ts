import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AppError } from "@plimsoll/core";
import { type AppJobEnvelope, Postpone, RetryLater } from "@plimsoll/jobs";
import { createGuardedAgent, type GuardedAgent } from "@plimsoll/outbound";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type DeliverableJob, type Delivery, deliverJob } from "./deliver-job.ts";
import type { ReadyEndpoint } from "./endpoint-finder.ts";
import { signRequest } from "./sign-request.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
let server: Server;
let listener: RequestListener;
let agent: GuardedAgent;
let origin = "";
let calls: { headers: IncomingMessage["headers"]; body: string }[] = [];

beforeEach(async () => {
  calls = [];
  agent = createGuardedAgent({ forbidden: [] });
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      calls.push({ headers: request.headers, body });
      listener(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await agent.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const endpointAt = (url: string, changes: Partial<ReadyEndpoint["target"]> = {}): ReadyEndpoint => ({
  id: "jep_1",
  name: "default",
  url,
  secret: { current: SECRET },
  target: { id: "tgt_1", origin: new URL(url).origin, provenAt: null, approvedAt: new Date(), ...changes },
});

function jobOf(changes: Partial<DeliverableJob> = {}) {
  const statuses: number[] = [];
  const lines: string[] = [];
  const job: DeliverableJob = {
    id: "job_12345678",
    queue: "default.emails",
    name: "welcome",
    attempt: 2,
    maxAttempts: 5,
    enqueuedAt: Date.parse("2026-11-22T04:00:00Z"),
    signal: new AbortController().signal,
    log: async (line) => void lines.push(line),
    answered: (status) => void statuses.push(status),
    ...changes,
  };
  return { job, statuses, lines };
}

const envelope = (changes: Partial<AppJobEnvelope> = {}): AppJobEnvelope => ({
  v: 1,
  payload: { to: "ada@example.com" },
  target: null,
  timeoutMs: 5000,
  backoff: { type: "exponential", delayMs: 1000, jitter: 0.5 },
  by: "a key",
  ...changes,
});

async function deliver(options: {
  endpoint?: ReadyEndpoint | null;
  job?: DeliverableJob;
  envelope?: Partial<AppJobEnvelope>;
  agent?: GuardedAgent;
  maxBytes?: number;
}) {
  const endpoint = options.endpoint === undefined ? endpointAt(`${origin}/jobs`) : options.endpoint;
  const delivery: Delivery = {
    agent: options.agent ?? agent,
    endpoints: { find: async () => endpoint },
    config: { PLIMSOLL_JOBS_MAX_RESULT_BYTES: options.maxBytes ?? 1024 },
    close: async () => undefined,
  };
  return deliverJob(delivery, options.job ?? jobOf().job, envelope(options.envelope));
}

const answer = (status: number, headers: Record<string, string> = {}, body = "") =>
  ((_, response: ServerResponse) => response.writeHead(status, headers).end(body)) satisfies RequestListener;
const isFinal = (error: unknown) => error instanceof AppError && !error.retryable;
const failureOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => expect.fail("the delivery did not fail"),
    (error: unknown) => error,
  );

describe("deliverJob", () => {
  it("sends the job, signed, with its attempt and queue, and returns the answer's JSON", async () => {
    listener = answer(200, { "content-type": "application/json; charset=utf-8" }, '{"sent":true}');
    const { job, statuses } = jobOf();
    expect(await deliver({ job })).toEqual({ sent: true });
    expect(statuses).toEqual([200]);
    const [{ headers, body }] = calls as [(typeof calls)[0]];
    expect(JSON.parse(body)).toEqual({
      id: "job_12345678",
      queue: "emails",
      name: "welcome",
      attempt: 2,
      maxAttempts: 5,
      enqueuedAt: "2026-11-22T04:00:00.000Z",
      payload: { to: "ada@example.com" },
    });
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "plimsoll-attempt": "2",
      "plimsoll-queue": "emails",
      "webhook-id": "job_12345678",
    });
    const at = Number(headers["webhook-timestamp"]) * 1000;
    expect(Math.abs(Date.now() - at)).toBeLessThan(10_000);
    expect(headers["webhook-signature"]).toBe(signRequest([SECRET], { id: job.id, at, body })["webhook-signature"]);
  });

  it("signs with the secret before, too, while that one counts", async () => {
    listener = answer(204);
    const endpoint = endpointAt(`${origin}/jobs`);
    const previous = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    endpoint.secret = { current: SECRET, previous: { secret: previous, until: Date.now() + 60_000 } };
    expect(await deliver({ endpoint })).toBeNull();
    expect(String(calls[0]?.headers["webhook-signature"]).split(" ")).toHaveLength(2);
    endpoint.secret = { current: SECRET, previous: { secret: previous, until: Date.now() - 1 } };
    await deliver({ endpoint });
    expect(String(calls[1]?.headers["webhook-signature"]).split(" ")).toHaveLength(1);
  });

  it.each([
    ["text/plain", "fine", "fine"],
    ["application/json", "{broken", "{broken"],
    ["application/problem+json", "[1]", [1]],
    ["text/html", "", null],
    ["text/plain", "a\0b", "a\uFFFDb"],
    ["application/json", '"\\u0000"', '"\\u0000"'],
  ])("keeps an answer of %s as the result", async (type, body, result) => {
    listener = answer(200, { "content-type": type }, body);
    expect(await deliver({})).toEqual(result);
  });

  it("fails twice, then works", async () => {
    let tries = 0;
    listener = (request, response) => {
      tries += 1;
      answer(tries < 3 ? 503 : 200, {}, tries < 3 ? "busy" : "done")(request, response);
    };
    for (const attempt of [1, 2]) {
      const { job, statuses } = jobOf({ attempt });
      const failure = await failureOf(deliver({ job }));
      expect(failure).toBeInstanceOf(RetryLater);
      expect(failure).toMatchObject({ message: `${origin}/jobs answered 503: busy`, afterMs: null });
      expect(statuses).toEqual([503]);
    }
    expect(await deliver({ job: jobOf({ attempt: 3 }).job })).toBe("done");
    expect(calls.map((call) => call.headers["plimsoll-attempt"])).toEqual(["1", "2", "3"]);
  });

  it("gives up on an endpoint that times out, before its headers or within its body, and may try again", async () => {
    for (const behaviour of [
      () => undefined,
      (_: unknown, response: ServerResponse) => void response.writeHead(200).write("half"),
    ]) {
      listener = behaviour;
      const failure = await failureOf(deliver({ envelope: { timeoutMs: 200 } }));
      expect(failure).toMatchObject({ code: "TIMEOUT", retryable: true });
      expect(failure).toHaveProperty("message", expect.stringContaining("longer than 200 ms"));
    }
  });

  it.each([400, 401, 403, 404, 409, 410, 422])("ends the job for good on %i", async (status) => {
    listener = answer(status, { "retry-after": "1" }, "no such address");
    const { job, statuses } = jobOf();
    const failure = await failureOf(deliver({ job }));
    expect(isFinal(failure)).toBe(true);
    expect(failure).toHaveProperty("message", `${origin}/jobs answered ${status}: no such address`);
    expect(statuses).toEqual([status]);
  });

  it.each([408, 425, 429, 500, 502, 503, 599])("tries again after %i, when Retry-After says", async (status) => {
    listener = answer(status, { "retry-after": "7" });
    expect(await failureOf(deliver({}))).toMatchObject({ name: "RetryLater", afterMs: 7000 });
    listener = answer(status, { "retry-after": new Date(Date.now() + 30_000).toUTCString() });
    const { afterMs } = (await failureOf(deliver({}))) as RetryLater;
    expect(afterMs).toBeGreaterThan(25_000);
    expect(afterMs).toBeLessThanOrEqual(30_000);
    listener = answer(status, { "retry-after": "999999" });
    expect(await failureOf(deliver({}))).toMatchObject({ afterMs: 3_600_000 });
    listener = answer(status, { "retry-after": "soon" });
    expect(await failureOf(deliver({}))).toMatchObject({ afterMs: null });
  });

  it("does not follow a redirect to a metadata service and ends the job", async () => {
    listener = answer(302, { location: "http://169.254.169.254/latest/meta-data/" });
    const failure = await failureOf(deliver({}));
    expect(isFinal(failure)).toBe(true);
    expect(failure).toHaveProperty(
      "message",
      expect.stringMatching(/redirect to http:\/\/169\.254\.169\.254, which is never called/),
    );
    expect(calls).toHaveLength(1);
  });

  it("does not follow any other redirect either, but may try again", async () => {
    listener = answer(308, { location: "/elsewhere" });
    expect(await failureOf(deliver({}))).toBeInstanceOf(RetryLater);
    listener = answer(304, { "retry-after": "3" });
    expect(await failureOf(deliver({}))).toMatchObject({ name: "RetryLater", afterMs: 3000 });
    expect(calls).toHaveLength(2);
  });

  it("reads no more than the bound of an endless answer, and completes", async () => {
    let closed = false;
    listener = (_, response) => {
      response.on("close", () => (closed = true));
      const write = () => {
        while (!response.destroyed && response.write("x".repeat(1000)));
        response.once("drain", write);
      };
      write();
    };
    const { job, lines } = jobOf();
    expect(await deliver({ job })).toBe("x".repeat(1024));
    expect(lines).toEqual(["The answer was longer than 1024 bytes; the rest was not read."]);
    await vi.waitFor(() => expect(closed).toBe(true));
  });

  it("refuses addresses before any connection", async () => {
    const sealedOff = createGuardedAgent({
      forbidden: [{ host: "127.0.0.1", port: 5432 }],
      lookup: async () => ["169.254.169.254"],
      connect: () => expect.fail("the connector was called"),
    });
    const cases = [
      endpointAt("http://169.254.169.254/latest"),
      endpointAt("http://metadata.test/latest"),
      endpointAt("http://127.0.0.1:5432/"),
      endpointAt(`${origin}/jobs`, { approvedAt: null, provenAt: new Date() }),
    ];
    for (const endpoint of cases) {
      const failure = await failureOf(deliver({ endpoint, agent: sealedOff }));
      expect(failure).toMatchObject({ code: "FORBIDDEN", retryable: false });
    }
    await sealedOff.close();
  });

  it("calls nothing while the target is not open, and may try again", async () => {
    const old = new Date(Date.now() - 91 * 86_400_000);
    for (const provenAt of [null, old]) {
      const endpoint = endpointAt(`${origin}/jobs`, { approvedAt: null, provenAt });
      expect(await failureOf(deliver({ endpoint }))).toMatchObject({ code: "FORBIDDEN", retryable: true });
    }
    expect(calls).toEqual([]);
  });

  it("calls nothing outside the target's origin", async () => {
    const endpoint = endpointAt(`${origin}/jobs`, { origin: "http://127.0.0.1:1" });
    expect(isFinal(await failureOf(deliver({ endpoint })))).toBe(true);
    expect(calls).toEqual([]);
  });

  it("may try again when there is no endpoint yet, when nothing listens and when the connection breaks", async () => {
    expect(await failureOf(deliver({ endpoint: null }))).toMatchObject({ code: "NOT_FOUND", retryable: true });
    const deaf = endpointAt("http://127.0.0.1:1/");
    expect(await failureOf(deliver({ endpoint: deaf }))).toMatchObject({ code: "UNAVAILABLE", retryable: true });
    listener = (request) => request.socket.destroy();
    expect(await failureOf(deliver({}))).toMatchObject({ code: "UNAVAILABLE", retryable: true });
  });

  it("ends at once with the reason when the job is cancelled or the worker stops", async () => {
    const stop = new AbortController();
    listener = () => stop.abort(new Postpone(0, "the worker stops"));
    const failure = await failureOf(deliver({ job: jobOf({ signal: stop.signal }).job }));
    expect(failure).toBe(stop.signal.reason);
  });
});

describe("signRequest", () => {
  it("signs as the example of Standard Webhooks", () => {
    const body = '{"test": 2432232314}';
    const headers = signRequest([SECRET], { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: 1_614_265_330_000, body });
    expect(headers).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });
});
