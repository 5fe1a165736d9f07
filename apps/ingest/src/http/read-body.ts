import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip, createInflate } from "node:zlib";
import { AppError } from "@plimsoll/core";
import { decodeSnappy, MalformedRequest, snappyLength } from "@plimsoll/otlp";
import type { Reservation } from "../admission.ts";
import type { BodyPool } from "./body-pool.ts";

export interface BodyLimits {
  /** Largest body after decompression. */
  maxBytes: number;
  reservation: Reservation;
  /** Where the memory of the whole body comes from; the caller gives it back. */
  pool: BodyPool;
}

/** Reads a body that is one snappy block, as Prometheus sends it; throws as `readBody`. */
export async function readSnappyBody(request: IncomingMessage, limits: BodyLimits): Promise<Uint8Array> {
  if (request.headers["content-encoding"]?.trim().toLowerCase() !== "snappy") {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", "The Content-Encoding of remote-write must be snappy.");
  }
  const block = await collect(request, request, limits);
  const { length } = snappyLength(block);
  if (length > limits.maxBytes) throw tooLarge(limits.maxBytes);
  limits.reservation.grow(length);
  const body = decodeSnappy(block);
  limits.pool.release(block);
  return body;
}

/**
 * Reads a request's body, decompressing as it arrives. What goes beyond the limit is never kept: the rest is read and
 * thrown away. Throws PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNAVAILABLE or MalformedRequest.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Uint8Array> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limits.maxBytes) throw tooLarge(limits.maxBytes);
  const decompressor = createDecompressor(request.headers["content-encoding"]);
  try {
    if (decompressor === null) return await collect(request, request, limits);
    request.pipe(decompressor);
    return await collect(request, decompressor, limits);
  } finally {
    if (decompressor) {
      request.unpipe(decompressor);
      decompressor.destroy();
    }
  }
}

function createDecompressor(encoding: string | undefined): ReturnType<typeof createGunzip> | null {
  switch (encoding?.trim().toLowerCase() ?? "identity") {
    case "identity":
    case "":
      return null;
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    default: {
      const message = `Content-Encoding ${String(encoding)} is not supported; use gzip, deflate or none.`;
      throw new AppError("UNSUPPORTED_MEDIA_TYPE", message);
    }
  }
}

function collect(request: IncomingMessage, stream: Readable, limits: BodyLimits): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const stop = (): void => {
      stream.off("data", onData).off("end", onEnd).off("error", onError);
      request.off("aborted", onAborted).off("error", onError);
      stream.on("error", ignore);
    };
    const fail = (error: Error): void => {
      stop();
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      try {
        if (size > limits.maxBytes) throw tooLarge(limits.maxBytes);
        limits.reservation.grow(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error as Error);
      }
    };
    const onEnd = (): void => {
      stop();
      resolve(limits.pool.join(chunks, size));
    };
    const onAborted = (): void => fail(new MalformedRequest("the connection closed before the whole body had arrived"));
    const onError = (error: Error): void => fail(new MalformedRequest(`the body cannot be read: ${error.message}`));
    stream.on("data", onData).on("end", onEnd).on("error", onError);
    request.on("aborted", onAborted);
    if (stream !== request) request.on("error", onError);
  });
}

/** After the outcome is known, later errors of a half-read stream say nothing new. */
function ignore(): void {
  return undefined;
}

function tooLarge(maxBytes: number): AppError {
  const message = `The body is larger than ${maxBytes} bytes after decompression; send smaller batches.`;
  return new AppError("PAYLOAD_TOO_LARGE", message);
}
