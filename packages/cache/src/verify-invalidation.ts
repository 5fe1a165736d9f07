import { createHmac, timingSafeEqual } from "node:crypto";

/** What an operator wants to be invalidated; `cache.invalidate` takes it. */
export interface Invalidation {
  namespace: string;
  /** Absent: the whole namespace. */
  tag?: string;
}
export interface VerifyInvalidationInput {
  /** Of the request: a `Headers`, or Node's `request.headers`. */
  headers: Headers | Record<string, string | readonly string[] | undefined>;
  /** As it was received, before any parsing. */
  body: string | Uint8Array;
  /** `whsec_…`; several while one takes the place of another. */
  secret: string | readonly string[];
  /** How far the sender's clock may be from this one; 300 by default. */
  toleranceSeconds?: number;
}

/** Why a request is not taken for an invalidation. `status` fits the answer: 400 or 401. */
export class InvalidationRequestError extends Error {
  override readonly name = "InvalidationRequestError";
  readonly status: 400 | 401;

  constructor(status: 400 | 401, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Checks that a request to invalidate comes from who has the secret and is fresh, and returns what it asks for. Signatures
 * are those of Standard Webhooks 1.0 (HMAC-SHA256 over `id.timestamp.body`), compared in constant time; the body is
 * `{"namespace": "…", "tag": "…"}`. Throws InvalidationRequestError for a request that must not be believed, and TypeError
 * for a secret that is none.
 */
export function verifyInvalidation(input: VerifyInvalidationInput): Invalidation {
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
    headerOf(input.headers, name),
  );
  const keys = [input.secret].flat().map(decodeSecret);
  if (keys.length === 0) throw new TypeError("Give the secret that requests are signed with.");
  const age = Math.abs(Date.now() / 1000 - (/^\d{1,12}$/.test(timestamp ?? "") ? Number(timestamp) : Number.NaN));
  // Of a timestamp that is none the age is no number, which is never within the tolerance.
  if (!(age <= (input.toleranceSeconds ?? 300)))
    throw new InvalidationRequestError(401, "The request's timestamp is too far from this clock.");
  const body = Buffer.from(input.body);
  const expected = keys.map((key) => createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest());
  if (!hasSignature(signatures ?? "", expected))
    throw new InvalidationRequestError(401, "The signature does not fit the body and the secret.");
  return parse(body.toString());
}

function headerOf(headers: VerifyInvalidationInput["headers"], name: string): string {
  const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name) ?? name;
  const value = headers instanceof Headers ? headers.get(name) : headers[key];
  const text = typeof value === "string" ? value : value?.[0];
  if (!text) throw new InvalidationRequestError(400, `The request has no header ${name}.`);
  return text;
}

function decodeSecret(secret: string): Buffer {
  const match = /^whsec_([A-Za-z0-9+/]{8,}={0,2})$/.exec(secret);
  if (!match?.[1]) throw new TypeError("A secret begins with `whsec_` and goes on in base64.");
  return Buffer.from(match[1], "base64");
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

function parse(text: string): Invalidation {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new InvalidationRequestError(400, "The body is not JSON.");
  }
  const { namespace, tag } = (parsed ?? {}) as Record<string, unknown>;
  if (typeof namespace !== "string" || (tag !== undefined && (typeof tag !== "string" || tag === "")))
    throw new InvalidationRequestError(400, "The body names no namespace, or a tag that is none.");
  return { namespace, ...(tag !== undefined && { tag }) };
}
