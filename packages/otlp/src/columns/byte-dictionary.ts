import { isUtf8 } from "node:buffer";
import { ByteSink, type ByteSource, byteAt, isSameRange, repairUtf8 } from "../wire/byte-sink.ts";

const INITIAL_SLOTS = 512;
/** Differs from process to process, so that nobody can choose keys that collide. */
const SEED = (Math.random() * 0x1_0000_0000) | 0;

/**
 * Distinct byte strings, numbered in the order they came; number 0 is the empty string. They are found by hashing
 * their bytes, no JavaScript string is made. `keys` holds them as a Native column of Strings.
 */
export class ByteDictionary {
  readonly keys = new ByteSink(4096);
  size = 0;
  #slots = new Int32Array(INITIAL_SLOTS);
  #hashes = new Int32Array(INITIAL_SLOTS);
  /** Where the content of each key starts in `keys`, and its length. */
  #starts = new Uint32Array(INITIAL_SLOTS);
  #lengths = new Uint32Array(INITIAL_SLOTS);

  readonly #isText: boolean;

  /** With `isText` false, keys are any bytes and are kept as they are. */
  constructor(isText = true) {
    this.#isText = isText;
    this.#addEmpty();
  }

  /** The number of `source[start, end)`, added when new; in text, invalid UTF-8 counts as its repaired form. */
  idOf(source: ByteSource, start: number, end: number): number {
    if (start === end) return 0;
    const hash = hashBytes(source, start, end);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let id = this.#slots[slot] as number; id !== 0; id = this.#slots[slot] as number) {
      if (this.#hashes[id] === hash && this.#equals(id, source, start, end)) return id;
      slot = (slot + 1) & mask;
    }
    return this.#add(source, start, end, hash, slot);
  }

  /** True when key `id` is `source[start, end)`: cheaper than `idOf` for a caller that can guess. */
  isKey(id: number, source: ByteSource, start: number, end: number): boolean {
    return id < this.size && this.#equals(id, source, start, end);
  }

  /** The content of key `id` as a range of `keys`. */
  startOf(id: number): number {
    return this.#starts[id] as number;
  }
  lengthOf(id: number): number {
    return this.#lengths[id] as number;
  }

  /** Forgets the keys from number `size` on. Later keys never moved earlier ones, so their slots are simply freed. */
  truncate(size: number): void {
    while (this.size > size) {
      const id = --this.size;
      const mask = this.#slots.length - 1;
      let slot = (this.#hashes[id] as number) & mask;
      while (this.#slots[slot] !== id) slot = (slot + 1) & mask;
      this.#slots[slot] = 0;
      const length = this.lengthOf(id);
      this.keys.length = this.startOf(id) - varintSize(length);
    }
  }

  reset(): void {
    if (this.#slots.length > 16 * INITIAL_SLOTS && this.size < this.#slots.length / 16) this.#allocate(INITIAL_SLOTS);
    else this.#slots.fill(0);
    this.size = 0;
    this.keys.reset();
    this.#addEmpty();
  }

  #addEmpty(): void {
    this.keys.putByte(0);
    this.#starts[0] = 1;
    this.#lengths[0] = 0;
    this.size = 1;
  }

  #equals(id: number, source: ByteSource, start: number, end: number): boolean {
    const length = end - start;
    return this.#lengths[id] === length && isSameRange(this.keys, this.#starts[id] as number, source, start, length);
  }

  #add(source: ByteSource, start: number, end: number, hash: number, slot: number): number {
    const mark = this.keys.length;
    this.keys.putVarint(end - start);
    const contentAt = this.keys.length;
    const ascii = this.keys.putRange(source, start, end);
    if (!ascii && this.#isText && !isUtf8(this.keys.bytes.subarray(contentAt, this.keys.length))) {
      this.keys.length = mark;
      const repaired = repairUtf8(source, start, end);
      return this.idOf(repaired, 0, repaired.bytes.length);
    }
    const id = this.size++;
    this.#starts[id] = contentAt;
    this.#lengths[id] = end - start;
    this.#hashes[id] = hash;
    this.#slots[slot] = id;
    if (this.size * 2 > this.#slots.length) this.#grow();
    return id;
  }

  #grow(): void {
    const { size } = this;
    const [hashes, starts, lengths] = [this.#hashes, this.#starts, this.#lengths];
    this.#allocate(this.#slots.length * 4);
    this.#hashes.set(hashes);
    this.#starts.set(starts);
    this.#lengths.set(lengths);
    const mask = this.#slots.length - 1;
    for (let id = 1; id < size; id++) {
      let slot = (this.#hashes[id] as number) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = id;
    }
  }

  #allocate(slots: number): void {
    this.#slots = new Int32Array(slots);
    this.#hashes = new Int32Array(slots);
    this.#starts = new Uint32Array(slots);
    this.#lengths = new Uint32Array(slots);
  }
}

function hashBytes(source: ByteSource, start: number, end: number): number {
  const { view, bytes } = source;
  let hash = SEED ^ (end - start);
  let index = start;
  for (const words = end - 3; index < words; index += 4) {
    hash = Math.imul(hash ^ view.getUint32(index, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; index < end; index++) hash = Math.imul(hash ^ byteAt(bytes, index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest >>>= 7) size++;
  return size;
}
