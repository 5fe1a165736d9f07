import { type ByteSink, type ByteSource, byteAt } from "../wire/byte-sink.ts";
import { literal } from "../json/json-sink.ts";
import { KEY, WELL_KNOWN_COUNT } from "./well-known-keys.ts";

const DATABASE = literal("database|");
const CACHE = literal("cache|");
const QUEUE = literal("queue|");
const EXTERNAL = literal("external|");
const SERVICE = literal("service|");
const SLASH = 0x2f;
const CACHES = new Set([
  "redis",
  "valkey",
  "memcached",
  "dragonfly",
  "keydb",
  "hazelcast",
  "aerospike",
  "couchbase.cache",
]);
const MAX_HOST = 253;

/** Text values of one span's well-known attributes, as ranges of the request. */
export class PeerAttributes {
  #seen = 0;
  readonly #starts = new Int32Array(WELL_KNOWN_COUNT);
  readonly #ends = new Int32Array(WELL_KNOWN_COUNT);

  clear(): void {
    this.#seen = 0;
  }

  note(bit: number, start: number, end: number): void {
    if (start === end) return;
    const index = 31 - Math.clz32(bit);
    this.#seen |= bit;
    this.#starts[index] = start;
    this.#ends[index] = end;
  }

  /**
   * Writes whom the span calls, as `kind|name`, into `out`, which stays empty when nothing tells. Looks at databases,
   * then queues, then named peers, then addresses.
   */
  write(source: ByteSource, out: ByteSink): void {
    out.length = 0;
    if (this.#seen === 0) return;
    const system = this.#either(KEY.dbSystem, KEY.dbSystemOld);
    if (system !== 0) {
      this.#writeDatabase(system, source, out);
    } else if (this.#has(KEY.messagingSystem) || this.#has(KEY.messagingDestination)) {
      out.putBytes(QUEUE);
      this.#put(this.#either(KEY.messagingDestination, KEY.messagingSystem), source, out);
    } else if (this.#either(KEY.peerService, KEY.peerServiceOld) !== 0) {
      out.putBytes(SERVICE);
      this.#put(this.#either(KEY.peerService, KEY.peerServiceOld), source, out);
    } else if (this.#either(KEY.address, KEY.addressOld) !== 0) {
      out.putBytes(EXTERNAL);
      this.#put(this.#either(KEY.address, KEY.addressOld), source, out);
    } else this.#writeUrlHost(this.#either(KEY.url, KEY.urlOld), source, out);
  }

  #writeDatabase(system: number, source: ByteSource, out: ByteSink): void {
    const name = this.#text(system, source);
    const isCache = CACHES.has(name);
    out.putBytes(isCache ? CACHE : DATABASE);
    this.#put(system, source, out);
    const database = this.#either(KEY.dbName, KEY.dbNameOld);
    if (isCache || database === 0) return;
    out.putByte(SLASH);
    this.#put(database, source, out);
  }

  /** The host of an absolute URL: between `//` (and `user@`) and the next of `/`, `:`, `?` or `#`. */
  #writeUrlHost(bit: number, source: ByteSource, out: ByteSink): void {
    if (bit === 0) return;
    const url = this.#text(bit, source);
    if (!URL.canParse(url)) return;
    const host = new URL(url).hostname;
    if (host === "" || host.length > MAX_HOST) return;
    out.putBytes(EXTERNAL);
    out.putBytes(literal(host));
  }

  #has(bit: number): boolean {
    return (this.#seen & bit) !== 0;
  }
  #either(first: number, second: number): number {
    return this.#has(first) ? first : this.#has(second) ? second : 0;
  }
  #put(bit: number, source: ByteSource, out: ByteSink): void {
    const index = 31 - Math.clz32(bit);
    out.putRange(source, this.#starts[index] as number, this.#ends[index] as number);
  }
  #text(bit: number, source: ByteSource): string {
    const index = 31 - Math.clz32(bit);
    let text = "";
    const end = Math.min(this.#ends[index] as number, (this.#starts[index] as number) + 1024);
    for (let at = this.#starts[index] as number; at < end; at++) text += String.fromCharCode(byteAt(source.bytes, at));
    return text;
  }
}
