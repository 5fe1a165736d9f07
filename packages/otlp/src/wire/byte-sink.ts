import { isUtf8 } from "node:buffer";

/** Bytes that are read, with the view that reads several of them at once. */
export interface ByteSource {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** A source over `bytes`, without copying. A Buffer becomes a plain Uint8Array, so that the hot loops see one type. */
export function byteSource(bytes: Uint8Array): ByteSource {
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes: plain, view: new DataView(plain.buffer, plain.byteOffset, plain.byteLength) };
}

/** The byte at `index`, which the caller has checked to be inside. */
export function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

/** True when `size` bytes of two sources are the same. */
export function isSameRange(a: ByteSource, atA: number, b: ByteSource, atB: number, size: number): boolean {
  let index = 0;
  for (; index + 4 <= size; index += 4) {
    if (a.view.getUint32(atA + index, true) !== b.view.getUint32(atB + index, true)) return false;
  }
  for (; index < size; index++) {
    if (byteAt(a.bytes, atA + index) !== byteAt(b.bytes, atB + index)) return false;
  }
  return true;
}

const NATIVE_COPY_FROM = 2048;
/** A buffer that grew beyond this for one large request is given back by `reset`. */
const KEEP_CAPACITY = 24 * 1024 * 1024;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** `source[start, end)` with every invalid UTF-8 sequence replaced by U+FFFD. */
export function repairUtf8(source: ByteSource, start: number, end: number): ByteSource {
  return byteSource(encoder.encode(decoder.decode(source.bytes.subarray(start, end))));
}

/** Growable bytes that are appended to; the memory is kept over `reset`. */
export class ByteSink {
  bytes: Uint8Array;
  view: DataView;
  length = 0;
  readonly #initialCapacity: number;

  constructor(capacity: number) {
    this.#initialCapacity = capacity;
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `extra` more bytes. */
  reserve(extra: number): void {
    if (this.length + extra > this.bytes.length) this.#resize(Math.max(this.length + extra, this.bytes.length * 2));
  }

  reset(): void {
    this.length = 0;
    if (this.bytes.length > KEEP_CAPACITY) this.#resize(this.#initialCapacity);
  }

  /** What was appended so far, without copying: valid until the next append. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  putByte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  putVarint(value: number): void {
    this.reserve(5);
    let rest = value;
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  putUint32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  /** Appends eight bytes, low word first. */
  putUint64(low: number, high: number): void {
    this.reserve(8);
    this.view.setUint32(this.length, low, true);
    this.view.setUint32(this.length + 4, high, true);
    this.length += 8;
  }

  putBytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Appends `source[start, end)` as it is; true when all of it is ASCII. */
  putRange(source: ByteSource, start: number, end: number): boolean {
    const size = end - start;
    this.reserve(size);
    const from = source.view;
    const to = this.view;
    let at = this.length;
    let seen = 0;
    let index = start;
    if (size >= NATIVE_COPY_FROM) {
      this.bytes.set(source.bytes.subarray(start, end), at);
      this.length = at + size;
      return false;
    }
    for (const words = end - 3; index < words; index += 4, at += 4) {
      const word = from.getUint32(index, true);
      to.setUint32(at, word, true);
      seen |= word;
    }
    for (; index < end; index++, at++) {
      const byte = byteAt(source.bytes, index);
      this.bytes[at] = byte;
      seen |= byte;
    }
    this.length = at;
    return (seen & 0x80808080) === 0;
  }

  /** Appends text as ClickHouse's Native String: length, bytes. Invalid UTF-8 is replaced by U+FFFD. */
  putString(source: ByteSource, start: number, end: number): void {
    const mark = this.length;
    this.putVarint(end - start);
    const contentAt = this.length;
    if (this.putRange(source, start, end)) return;
    if (isUtf8(this.bytes.subarray(contentAt, this.length))) return;
    const repaired = repairUtf8(source, start, end);
    this.length = mark;
    this.putVarint(repaired.bytes.length);
    this.putBytes(repaired.bytes);
  }

  /** Appends all of another sink as a Native String. */
  putSinkAsString(other: ByteSink): void {
    this.putVarint(other.length);
    this.putBytes(other.written());
  }

  #resize(capacity: number): void {
    const grown = new Uint8Array(capacity);
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}
