import type { Entry, TagVersion } from "../entry.ts";
import { COMPRESSIONS, type CompressionOptions } from "./compression.ts";
import type { Serializer } from "./serializer.ts";

/** First byte of what this version of the cache writes. */
const FORMAT = 1;
const HEAD = 3 + 5 * 8 + 2;
const MIN_COMPRESSED_BYTES = 1024;

export type StoredEntry = Omit<Entry, "stamp">;

/**
 * An entry as bytes: format, serializer and compression in a byte each; createdAt, freshUntil, staleUntil, errorUntil and
 * tookMs as 64-bit floats; the length of the versions' JSON in 16 bits, that JSON; the value.
 */
export class EntryCodec {
  readonly #serializer: Serializer;
  readonly #compression: Required<CompressionOptions>;

  constructor(serializer: Serializer, compression: CompressionOptions) {
    this.#serializer = serializer;
    this.#compression = { minBytes: MIN_COMPRESSED_BYTES, ...compression };
  }

  /** Throws what the serializer throws for a value that it cannot take. */
  async encode(entry: StoredEntry): Promise<Uint8Array> {
    const plain = this.#serializer.serialize(entry.value);
    const { algorithm, minBytes } = this.#compression;
    const compression = COMPRESSIONS[plain.byteLength >= minBytes ? algorithm : "none"];
    const value = compression.id === 0 ? plain : await compression.compress(plain);
    const versions = Buffer.from(JSON.stringify(entry.versions.map(({ tag, version }) => [tag, version])));
    const bytes = Buffer.allocUnsafe(HEAD + versions.byteLength + value.byteLength);
    bytes[0] = FORMAT;
    bytes[1] = this.#serializer.id;
    bytes[2] = compression.id;
    const times = [entry.createdAt, entry.freshUntil, entry.staleUntil, entry.errorUntil, entry.tookMs];
    times.forEach((time, index) => bytes.writeDoubleLE(time, 3 + index * 8));
    bytes.writeUInt16LE(versions.byteLength, HEAD - 2);
    bytes.set(versions, HEAD);
    bytes.set(value, HEAD + versions.byteLength);
    return bytes;
  }

  /** Null for bytes that this cache did not write, or not with these settings. */
  async decode(stored: Uint8Array): Promise<StoredEntry | null> {
    const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
    if (bytes.byteLength < HEAD || bytes[0] !== FORMAT || bytes[1] !== this.#serializer.id) return null;
    const compression = Object.values(COMPRESSIONS).find(({ id }) => id === bytes[2]);
    if (!compression) return null;
    const [createdAt = 0, freshUntil = 0, staleUntil = 0, errorUntil = 0, tookMs = 0] = [0, 1, 2, 3, 4].map((index) =>
      bytes.readDoubleLE(3 + index * 8),
    );
    const start = HEAD + bytes.readUInt16LE(HEAD - 2);
    try {
      const raw = bytes.subarray(start);
      const value = this.#serializer.deserialize(compression.id === 0 ? raw : await compression.decompress(raw));
      const versions = readVersions(JSON.parse(bytes.toString("utf8", HEAD, start)));
      return versions && { value, createdAt, freshUntil, staleUntil, errorUntil, tookMs, versions };
    } catch {
      return null;
    }
  }
}

function readVersions(parsed: unknown): TagVersion[] | null {
  if (!Array.isArray(parsed)) return null;
  const versions: TagVersion[] = [];
  for (const pair of parsed as unknown[]) {
    if (!Array.isArray(pair)) return null;
    const [tag, version] = pair as unknown[];
    if (typeof tag !== "string" || typeof version !== "string") return null;
    versions.push({ tag, version });
  }
  return versions;
}
