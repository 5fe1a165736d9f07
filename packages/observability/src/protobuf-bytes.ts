import type { HrTime } from "@opentelemetry/api";

/** Wire types of Protocol Buffers. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

const FIRST_BYTES = 64 * 1024;
/** Longer texts are put into bytes by the runtime, shorter ones here: a call costs as much as some forty letters. */
const SHORT_TEXT = 48;

/** Value of a hexadecimal digit by its character code. */
const HEX = new Uint8Array(128);
for (let value = 0; value < 16; value++) {
  HEX[value.toString(16).charCodeAt(0)] = value;
  HEX[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/** A growing message in the encoding of Protocol Buffers. */
export class ProtobufBytes {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #end = 0;

  get sizeBytes(): number {
    return this.#end;
  }

  /** What was written so far; valid until more is. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#end);
  }

  /** Makes room for so many bytes and returns those to write into. */
  #room(size: number): Buffer {
    const needed = this.#end + size;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    return this.#bytes;
  }

  #tag(field: number, wire: number): void {
    this.#varint(field * 8 + wire);
  }

  /** Of a whole number from 0 to 2^53. */
  #varint(value: number): void {
    const bytes = this.#room(10);
    let rest = value;
    while (rest >= 0x80) {
      bytes[this.#end++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    bytes[this.#end++] = rest;
  }

  unsigned(field: number, value: number): void {
    this.#tag(field, VARINT);
    this.#varint(value);
  }

  /** A whole number within 64 bits. */
  integer(field: number, value: number): void {
    this.#tag(field, VARINT);
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) return this.#varint(value);
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes = this.#room(10);
    while (rest >= 0x80n) {
      bytes[this.#end++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    bytes[this.#end++] = Number(rest);
  }

  double(field: number, value: number): void {
    this.#tag(field, FIXED64);
    this.#end = this.#room(8).writeDoubleLE(value, this.#end);
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, FIXED32);
    this.#end = this.#room(4).writeUInt32LE(value, this.#end);
  }

  /** Nanoseconds since the epoch as fixed64, which numbers are too coarse for: the seconds are multiplied in halves. */
  time(field: number, [seconds, nanos]: HrTime): void {
    this.#tag(field, FIXED64);
    const upper = Math.floor(seconds / 0x10000) * 1e9;
    const lower = (seconds % 0x10000) * 1e9 + nanos + (upper % 0x10000) * 0x10000;
    const bytes = this.#room(8);
    this.#end = bytes.writeUInt32LE(lower % 0x1_0000_0000, this.#end);
    this.#end = bytes.writeUInt32LE(Math.floor(upper / 0x10000) + Math.floor(lower / 0x1_0000_0000), this.#end);
  }

  hex(field: number, digits: string): void {
    this.#tag(field, LENGTH);
    this.#varint(digits.length / 2);
    const bytes = this.#room(digits.length / 2);
    for (let at = 0; at < digits.length; at += 2) {
      const high = HEX[digits.charCodeAt(at)] ?? 0;
      bytes[this.#end++] = high * 16 + (HEX[digits.charCodeAt(at + 1)] ?? 0);
    }
  }

  bytes(field: number, value: Uint8Array): void {
    this.#tag(field, LENGTH);
    this.#varint(value.length);
    this.raw(value);
  }

  /** What is encoded already. */
  raw(encoded: Uint8Array): void {
    this.#room(encoded.length).set(encoded, this.#end);
    this.#end += encoded.length;
  }

  text(field: number, text: string): void {
    this.#tag(field, LENGTH);
    if (text.length <= SHORT_TEXT && this.#ascii(text)) return;
    const size = Buffer.byteLength(text);
    this.#varint(size);
    this.#end += this.#room(size).write(text, this.#end);
  }

  /** Length and letters of a short text; false, with nothing written, when it has letters beyond ASCII. */
  #ascii(text: string): boolean {
    const bytes = this.#room(text.length + 1);
    const start = this.#end + 1;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 0x80) return false;
      bytes[start + at] = code;
    }
    bytes[this.#end] = text.length;
    this.#end = start + text.length;
    return true;
  }

  /** Begins a message within; `close` takes what this returns. `reserve`: bytes that its length will likely take. */
  open(field: number, reserve = 1): number {
    this.#tag(field, LENGTH);
    this.#room(reserve);
    this.#end += reserve;
    return this.#end;
  }

  close(start: number, reserve = 1): void {
    const size = this.#end - start;
    const taken = size < 0x80 ? 1 : size < 0x4000 ? 2 : size < 0x20_0000 ? 3 : size < 0x1000_0000 ? 4 : 5;
    if (taken !== reserve) {
      this.#room(5).copyWithin(start - reserve + taken, start, this.#end);
    }
    this.#end = start - reserve;
    this.#varint(size);
    this.#end += size;
  }
}
