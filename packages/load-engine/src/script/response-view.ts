import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import type { ReceivedResponse } from "./compiled.ts";
import { nestsDeeper } from "./json-depth.ts";
import type { Value } from "./values.ts";

/** Bytes at the beginning of an answer that checks and extractions look at, as received and when unpacked. */
export const BODY_LOOK_BYTES = 1_048_576;
const UNPACKED_BYTES = 4 * BODY_LOOK_BYTES;
const DEEPEST_JSON = 500;

/** An answer as checks look at it: unpacked, decoded and parsed at most once, when first asked for. */
export class ResponseView {
  readonly status: number;
  readonly latencyUs: number;
  readonly #response: ReceivedResponse;
  #bytes: Buffer | null = null;
  #text: string | null = null;
  #json: { value: Value | undefined } | null = null;

  constructor(response: ReceivedResponse) {
    this.status = response.status;
    this.latencyUs = response.latencyUs;
    this.#response = response;
  }

  /** Values of a header, in order; none when it is absent. */
  headers(name: string): string[] {
    const found: string[] = [];
    const { headers } = this.#response;
    if (!headers) return found;
    for (let at = 0; at < headers.length; at += 2) if (headers[at] === name) found.push(headers[at + 1] ?? "");
    return found;
  }

  /** The body, unpacked; empty when it cannot be. */
  get bytes(): Buffer {
    this.#bytes ??= unpack(this.#response.body, this.headers("content-encoding").join(","));
    return this.#bytes;
  }

  get text(): string {
    this.#text ??= this.bytes.toString(charsetOf(this.headers("content-type")[0]));
    return this.#text;
  }

  /** Undefined when the body is no JSON, is cut off, or nests absurdly deep. */
  get json(): Value | undefined {
    this.#json ??= { value: parseJson(this.text) };
    return this.#json.value;
  }
}

function unpack(body: Buffer | null, encoding: string): Buffer {
  if (!body) return EMPTY;
  try {
    return encoding
      .toLowerCase()
      .split(",")
      .reverse()
      .reduce((bytes, each) => unpackOne(bytes, each.trim()), body);
  } catch {
    return EMPTY;
  }
}

function unpackOne(bytes: Buffer, encoding: string): Buffer {
  // What was cut off at the end unpacks as far as it goes; a few bytes that would grow to gigabytes do not.
  const bounds = { maxOutputLength: UNPACKED_BYTES, finishFlush: constants.Z_SYNC_FLUSH };
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return gunzipSync(bytes, bounds);
    case "deflate":
      // Some servers send it without the zlib header that RFC 9110 asks for.
      return ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, bounds) : inflateRawSync(bytes, bounds);
    case "br":
      return brotliDecompressSync(bytes, {
        maxOutputLength: UNPACKED_BYTES,
        finishFlush: constants.BROTLI_OPERATION_FLUSH,
      });
    default:
      return bytes;
  }
}

function charsetOf(contentType: string | undefined): BufferEncoding {
  const charset = /charset="?([^\s;"]+)/i.exec(contentType ?? "")?.[1]?.toLowerCase();
  if (charset === "iso-8859-1" || charset === "latin1" || charset === "windows-1252") return "latin1";
  return charset === "utf-16le" ? "utf16le" : "utf8";
}

function parseJson(text: string): Value | undefined {
  try {
    const value: Value = JSON.parse(text);
    return nestsDeeper(text, value, DEEPEST_JSON) ? undefined : value;
  } catch {
    return undefined;
  }
}

const EMPTY = Buffer.alloc(0);
