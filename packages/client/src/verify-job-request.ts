import { createHmac, timingSafeEqual } from "node:crypto";

/** A job as an endpoint receives it. */
export interface JobRequest<Payload = unknown> {
  /** The same for each try of a job: remember it to do the work once. */
  id: string;
  queue: string;
  name: string;
  /** 1 for the first try. */
  attempt: number;
  maxAttempts: number;
  /** ISO 8601. */
  enqueuedAt: string;
  payload: Payload;
}

export interface VerifyJobRequestInput {
  /** Of the request: a `Headers`, or Node's `request.headers`. */
  headers: Headers | Record<string, string | readonly string[] | undefined>;
  /** As it was received, before any parsing. */
  body: string | Uint8Array;
  /** The endpoint's secret, `whsec_…`; several while one takes the place of another. */
  secret: string | readonly string[];
  /** How far the sender's clock may be from this one; 300 by default. */
  toleranceSeconds?: number;
}

/** Why a request is not taken for a job of Plimsoll's. `status` fits the answer: 400 or 401. */
export class JobRequestError extends Error {
  readonly code: "MISSING_HEADER" | "STALE_TIMESTAMP" | "WRONG_SIGNATURE" | "BAD_BODY";
  readonly status: 400 | 401;

  constructor(code: JobRequestError["code"], message: string) {
    super(message);
    this.name = "JobRequestError";
    this.code = code;
    this.status = code === "WRONG_SIGNATURE" || code === "STALE_TIMESTAMP" ? 401 : 400;
  }
}

const TOLERANCE_SECONDS = 300;

/**
 * Checks that a request comes from Plimsoll and is fresh, and returns its job. Signatures are those of Standard Webhooks
 * 1.0 (HMAC-SHA256 over `id.timestamp.body`), compared in constant time. Throws JobRequestError for a request that must
 * not be believed, and TypeError for a secret that is none.
 */
export function verifyJobRequest<Payload = unknown>(input: VerifyJobRequestInput): JobRequest<Payload> {
  const id = requireHeader(input.headers, "webhook-id");
  const timestamp = requireHeader(input.headers, "webhook-timestamp");
  const signatures = requireHeader(input.headers, "webhook-signature");
  const keys = [input.secret].flat().map(decodeSecret);
  if (keys.length === 0) throw new TypeError("Give the endpoint's secret.");
  assertFresh(timestamp, input.toleranceSeconds ?? TOLERANCE_SECONDS);
  const body = typeof input.body === "string" ? Buffer.from(input.body) : asBuffer(input.body);
  const expected = keys.map((key) => createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest());
  if (!hasSignature(signatures, expected)) {
    throw new JobRequestError("WRONG_SIGNATURE", "The signature does not fit the body and the secret.");
  }
  return parseJob<Payload>(body.toString("utf8"), id);
}

function requireHeader(headers: VerifyJobRequestInput["headers"], name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : findHeader(headers, name);
  if (!value) throw new JobRequestError("MISSING_HEADER", `The request has no header ${name}.`);
  return value;
}

/** Node gives names in lower case; other servers may not. */
function findHeader(headers: Record<string, string | readonly string[] | undefined>, name: string): string | undefined {
  const key = name in headers ? name : Object.keys(headers).find((candidate) => candidate.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  return typeof value === "string" ? value : value?.[0];
}

function decodeSecret(secret: string): Buffer {
  const match = /^whsec_([A-Za-z0-9+/]{8,}={0,2})$/.exec(secret);
  if (!match?.[1]) throw new TypeError("The secret of an endpoint begins with `whsec_` and goes on in base64.");
  return Buffer.from(match[1], "base64");
}

function assertFresh(timestamp: string, toleranceSeconds: number): void {
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  // A NaN is never within the tolerance.
  if (Math.abs(Date.now() / 1000 - seconds) <= toleranceSeconds) return;
  throw new JobRequestError("STALE_TIMESTAMP", "The request's timestamp is too far from this clock.");
}

function asBuffer(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new TypeError("`body` must be the text or bytes as they were received, not the parsed JSON.");
}

/** Compares every signature with every expected one, so that the time does not tell which was near. */
function hasSignature(header: string, expected: readonly Buffer[]): boolean {
  let found = false;
  for (const part of header.split(" ")) {
    const [version, text = ""] = part.split(",", 2);
    const given = Buffer.from(version === "v1" ? text : "", "base64");
    for (const signature of expected) {
      if (given.length === signature.length && timingSafeEqual(given, signature)) found = true;
    }
  }
  return found;
}

function parseJob<Payload>(text: string, id: string): JobRequest<Payload> {
  let job: unknown;
  try {
    job = JSON.parse(text);
  } catch {
    throw new JobRequestError("BAD_BODY", "The body is not JSON.");
  }
  if (!isJobRequest<Payload>(job) || job.id !== id) throw new JobRequestError("BAD_BODY", "The body is not a job.");
  return job;
}

/** The payload's own shape is for the receiver to check. */
function isJobRequest<Payload>(value: unknown): value is JobRequest<Payload> {
  if (typeof value !== "object" || value === null) return false;
  const { id, queue, name, attempt, maxAttempts, enqueuedAt } = value as Record<string, unknown>;
  const texts = [id, queue, name, enqueuedAt].every((field) => typeof field === "string");
  return texts && typeof attempt === "number" && typeof maxAttempts === "number" && "payload" in value;
}
