import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, gunzip, gzip } from "node:zlib";

export type CompressionName = "none" | "gzip" | "brotli";
export interface CompressionOptions {
  algorithm: CompressionName;
  /** Smaller values are left as they are. Default 1,024. */
  minBytes?: number;
}

/** No value becomes larger than this when it is read: what does was not written by a cache. */
const MAX_BYTES = 256 * 1024 * 1024;
const LIMIT = { maxOutputLength: MAX_BYTES };
const pass = async (bytes: Uint8Array): Promise<Uint8Array> => bytes;
const gunzipBytes = promisify(gunzip);
const unbrotliBytes = promisify(brotliDecompress);

export const COMPRESSIONS = {
  none: { id: 0, compress: pass, decompress: pass },
  gzip: { id: 1, compress: promisify(gzip), decompress: (bytes: Uint8Array) => gunzipBytes(bytes, LIMIT) },
  brotli: {
    id: 2,
    compress: promisify(brotliCompress),
    decompress: (bytes: Uint8Array) => unbrotliBytes(bytes, LIMIT),
  },
} as const;
