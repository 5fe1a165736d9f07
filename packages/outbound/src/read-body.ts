import type { Readable, Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

const DECODERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

export interface BoundedBody {
  /** `maxBytes` at most, decompressed. */
  body: Buffer;
  /** True when there was more. */
  truncated: boolean;
}

/**
 * Reads a body up to `maxBytes` after decompression and lets go of the rest, so that neither an endless stream nor a
 * small body that grows costs more than that. A content encoding that is not known is read as it is. Throws what the
 * stream or the decoder throws.
 */
export async function readBody(source: Readable, encoding: string | undefined, maxBytes: number): Promise<BoundedBody> {
  const decoder = DECODERS[encoding?.trim().toLowerCase() ?? ""]?.();
  const stream = decoder ? decode(source, decoder) : source;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) break;
    }
  } finally {
    // Closes the connection when the source has not ended; what that throws concerns nobody any more.
    source.on("error", () => undefined);
    if (!source.readableEnded) source.destroy();
  }
  return { body: Buffer.concat(chunks, Math.min(size, maxBytes)), truncated: size > maxBytes };
}

function decode(source: Readable, decoder: Transform): Transform {
  source.on("error", (error) => decoder.destroy(error));
  return source.pipe(decoder);
}
