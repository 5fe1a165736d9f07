import type { Entry, TagVersion, VersionSet } from "../entry.ts";
import { COMPRESSIONS, type CompressionOptions } from "./compression.ts";
import type { Serializer } from "./serializer.ts";

/** First byte of what this version of the cache writes. */
const FORMAT = 1;
const HEAD = 3 + 5 * 8 + 2;
const MIN_COMPRESSED_BYTES = 1024;
/** Most entries of a namespace carry the same few sets of versions: those are not parsed again. */
const REMEMBERED_SETS = 1_000;
const BY_ID = Object.values(COMPRESSIONS);

/** An entry that was read, and the bytes of its serialised value. */
export interface Decoded {
  entry: Entry;
  bytes: number;
}

/**
 * An entry as bytes: format, serializer and compression in a byte each; createdAt, freshUntil, staleUntil, errorUntil and
 * tookMs as 64-bit floats; the length of the versions' JSON in 16 bits, that JSON; the value.
 */
export class EntryCodec {
  readonly #serializer: Serializer;
  readonly #compression: Required<CompressionOptions>;
  readonly #sets = new Map<string, VersionSet>();

  constructor(serializer: Serializer, compression: CompressionOptions) {
    this.#serializer = serializer;
    this.#compression = { minBytes: MIN_COMPRESSED_BYTES, ...compression };
  }

  /** Throws what the serializer throws for a value that it cannot take. */
  async encode(entry: Entry): Promise<Uint8Array> {
    const plain = this.#serializer.serialize(entry.value);
    const { algorithm, minBytes } = this.#compression;
    const compression = COMPRESSIONS[plain.byteLength >= minBytes ? algorithm : "none"];
    const value = compression.id === 0 ? plain : await compression.compress(plain);
    const versions = Buffer.from(JSON.stringify(entry.versions.list.map(({ tag, version }) => [tag, version])));
    if (versions.byteLength > 0xffff) throw new RangeError("The tags of a value must not take more than 64 KiB.");
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

  /**
   * Null for bytes that this cache did not write, or not with these settings. A value that is not compressed is read at
   * once: a promise would cost more than the reading.
   */
  decode(stored: Uint8Array): Decoded | null | Promise<Decoded | null> {
    const bytes = Buffer.isBuffer(stored) ? stored : Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
    if (bytes.byteLength < HEAD || bytes[0] !== FORMAT || bytes[1] !== this.#serializer.id) return null;
    const start = HEAD + bytes.readUInt16LE(HEAD - 2);
    if (bytes[2] === 0) return this.#read(bytes, bytes.subarray(start));
    const compression = BY_ID.find(({ id }) => id === bytes[2]);
    if (!compression) return null;
    return compression.decompress(bytes.subarray(start)).then(
      (plain) => this.#read(bytes, plain),
      () => null,
    );
  }

  #read(bytes: Buffer, plain: Uint8Array): Decoded | null {
    try {
      const versions = this.#versionsOf(bytes.toString("utf8", HEAD, HEAD + bytes.readUInt16LE(HEAD - 2)));
      if (!versions) return null;
      const entry: Entry = {
        value: this.#serializer.deserialize(plain),
        createdAt: bytes.readDoubleLE(3),
        freshUntil: bytes.readDoubleLE(11),
        staleUntil: bytes.readDoubleLE(19),
        errorUntil: bytes.readDoubleLE(27),
        tookMs: bytes.readDoubleLE(35),
        versions,
      };
      return { entry, bytes: plain.byteLength };
    } catch {
      return null;
    }
  }

  #versionsOf(text: string): VersionSet | null {
    const known = this.#sets.get(text);
    if (known) return known;
    const list = readVersions(JSON.parse(text));
    if (!list) return null;
    if (this.#sets.size >= REMEMBERED_SETS) this.#sets.clear();
    const versions: VersionSet = { list, stamp: 0 };
    this.#sets.set(text, versions);
    return versions;
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
