import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type JobRequestError, verifyJobRequest } from "./verify-job-request.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const job = {
  id: "job_12345678",
  queue: "emails",
  name: "welcome",
  attempt: 1,
  maxAttempts: 5,
  enqueuedAt: "2026-11-22T04:00:00.000Z",
  payload: { to: "ada@example.com", text: "grüß dich" },
};
afterEach(() => vi.useRealTimers());

function sign(body: string, secret: string, id: string, timestamp: string): string {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function requestOf(options: { body?: string; secret?: string; id?: string; ageSeconds?: number } = {}) {
  const { body = JSON.stringify(job), secret = SECRET, id = job.id, ageSeconds = 0 } = options;
  const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
  const headers: Record<string, string | undefined> = {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": sign(body, secret, id, timestamp),
  };
  return { headers, body, secret: SECRET };
}

function codeOf(check: () => unknown): string {
  try {
    check();
  } catch (error) {
    return (error as JobRequestError).code ?? (error as Error).name;
  }
  return "taken";
}

describe("verifyJobRequest", () => {
  it("returns the job, from text or bytes, from Headers or Node's", () => {
    const request = requestOf();
    expect(verifyJobRequest<{ to: string }>(request).payload.to).toBe("ada@example.com");
    const headers = new Headers(request.headers as Record<string, string>);
    expect(verifyJobRequest({ ...request, headers, body: Buffer.from(request.body) })).toEqual(job);
    const upper = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toUpperCase(), [value!]]),
    );
    expect(verifyJobRequest({ ...request, headers: upper })).toEqual(job);
  });

  it("accepts the signature of Standard Webhooks' own example", () => {
    vi.useFakeTimers({ now: 1_614_265_330_000 });
    const headers = {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };
    // The signature fits, so that what is wrong is only that the example is no job.
    expect(codeOf(() => verifyJobRequest({ headers, body: '{"test": 2432232314}', secret: SECRET }))).toBe("BAD_BODY");
    expect(codeOf(() => verifyJobRequest({ headers, body: '{"test":2432232314}', secret: SECRET }))).toBe(
      "WRONG_SIGNATURE",
    );
  });

  it("takes any of several secrets and of several signatures, so that secrets can be rotated", () => {
    const request = requestOf({ secret: OTHER });
    expect(codeOf(() => verifyJobRequest(request))).toBe("WRONG_SIGNATURE");
    expect(verifyJobRequest({ ...request, secret: [SECRET, OTHER] })).toEqual(job);
    const both = requestOf();
    const timestamp = both.headers["webhook-timestamp"]!;
    both.headers["webhook-signature"] =
      `${sign(both.body, OTHER, job.id, timestamp)} v2,abc ${both.headers["webhook-signature"]}`;
    expect(verifyJobRequest(both)).toEqual(job);
  });

  it("refuses what was changed on the way", () => {
    const request = requestOf();
    const broken = [
      { ...request, body: request.body.replace("ada@", "eve@") },
      { ...request, headers: { ...request.headers, "webhook-id": "job_other000" } },
      { ...request, headers: { ...request.headers, "webhook-timestamp": String(Math.floor(Date.now() / 1000) - 1) } },
      { ...request, headers: { ...request.headers, "webhook-signature": "v1,AAAA" } },
      {
        ...request,
        headers: { ...request.headers, "webhook-signature": request.headers["webhook-signature"]!.slice(3) },
      },
    ];
    for (const changed of broken) expect(codeOf(() => verifyJobRequest(changed))).toBe("WRONG_SIGNATURE");
  });

  it("refuses what is too old or from the future, within the tolerance asked for", () => {
    for (const ageSeconds of [301, -310]) {
      expect(codeOf(() => verifyJobRequest(requestOf({ ageSeconds })))).toBe("STALE_TIMESTAMP");
    }
    expect(verifyJobRequest(requestOf({ ageSeconds: 290 }))).toEqual(job);
    expect(codeOf(() => verifyJobRequest({ ...requestOf({ ageSeconds: 20 }), toleranceSeconds: 10 }))).toBe(
      "STALE_TIMESTAMP",
    );
    const odd = requestOf();
    odd.headers["webhook-timestamp"] = "soon";
    expect(codeOf(() => verifyJobRequest(odd))).toBe("STALE_TIMESTAMP");
  });

  it("says which header is missing", () => {
    for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"]) {
      const request = requestOf();
      delete request.headers[name];
      expect(() => verifyJobRequest(request)).toThrow(name);
    }
  });

  it("refuses a signed body that is no job of that id", () => {
    for (const body of [
      "",
      "{",
      "null",
      "[]",
      "{}",
      JSON.stringify({ ...job, payload: undefined }),
      JSON.stringify({ ...job, id: "x" }),
    ]) {
      expect(codeOf(() => verifyJobRequest(requestOf({ body })))).toBe("BAD_BODY");
    }
  });

  it("tells the programmer about a wrong secret and about a parsed body", () => {
    for (const secret of ["", "secret", "whsec_", []]) {
      expect(codeOf(() => verifyJobRequest({ ...requestOf(), secret }))).toBe("TypeError");
    }
    const body = job as unknown as string;
    expect(codeOf(() => verifyJobRequest({ ...requestOf(), body }))).toBe("TypeError");
  });
});
