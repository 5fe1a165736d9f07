import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, toError } from "@plimsoll/core";
import { remoteWriteToOtlp } from "@plimsoll/otlp";
import type { Admission } from "../admission.ts";
import type { Authenticator } from "../authenticate.ts";
import type { Committers } from "../export-request.ts";
import { toFailure } from "../failure.ts";
import type { IngestObserver } from "../observer.ts";
import { BodyPool } from "./body-pool.ts";
import { credentialsOf } from "./credentials.ts";
import { readSnappyBody } from "./read-body.ts";

export const REMOTE_WRITE_PATH = "/api/v1/write";

interface RemoteWriteOptions {
  authenticate: Authenticator;
  committers: Committers;
  admission: Admission;
  observer: IngestObserver;
  maxBodyBytes: number;
}

const pool = new BodyPool();

/**
 * Prometheus' remote-write 1.0: 204 when the samples are committed; 4xx for what the sender must drop, 5xx for what it
 * sends again. There is no partial success: samples that cannot be kept are left out.
 */
export async function answerRemoteWrite(
  request: IncomingMessage,
  response: ServerResponse,
  options: RemoteWriteOptions,
): Promise<void> {
  const info = { signal: "metrics", transport: "http", isSelf: false } as const;
  try {
    if (request.method !== "POST") throw new AppError("NOT_FOUND", "Remote-write is answered by POST only.");
    await options.observer.aroundRequest(info, () => store(request, options));
    if (!response.destroyed) response.writeHead(204).end();
  } catch (error) {
    const { httpStatus, status } = toFailure(error);
    if (httpStatus === 500) options.observer.onUnexpected(toError(error));
    if (response.destroyed) return;
    request.resume();
    response.writeHead(httpStatus, {
      "content-type": "text/plain; charset=utf-8",
      ...(status.retryAfterSeconds !== undefined && { "retry-after": String(status.retryAfterSeconds) }),
    });
    response.end(`${status.message}\n`);
  }
}

async function store(request: IncomingMessage, options: RemoteWriteOptions): Promise<void> {
  const projectId = await options.authenticate(credentialsOf(request));
  assertFirstVersion(request.headers["content-type"]);
  const reservation = options.admission.open();
  try {
    const body = await readSnappyBody(request, { maxBytes: options.maxBodyBytes, reservation, pool });
    await options.committers.metrics.submit({ body: remoteWriteToOtlp(body), projectId, isSelf: false });
  } finally {
    reservation.release();
  }
}

/** Senders of version 2 name it in the content type, and fall back to version 1 after 415. */
function assertFirstVersion(contentType = ""): void {
  const [type, ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  const proto = parameters.find((parameter) => parameter.startsWith("proto="));
  if (type === "application/x-protobuf" && (proto === undefined || proto === "proto=prometheus.writerequest")) return;
  const message = "The Content-Type must be application/x-protobuf with remote-write 1.0 (prometheus.WriteRequest).";
  throw new AppError("UNSUPPORTED_MEDIA_TYPE", message);
}
