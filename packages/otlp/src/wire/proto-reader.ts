import { byteAt, byteSource, type ByteSource } from "./byte-sink.ts";
import { MalformedRequest } from "./malformed-request.ts";

const WIRE_VARINT = 0;
export const WIRE_FIXED64 = 1;
export const WIRE_BYTES = 2;
const WIRE_GROUP_START = 3;
const WIRE_GROUP_END = 4;
export const WIRE_FIXED32 = 5;

const MAX_GROUP_DEPTH = 64;
const EMPTY = byteSource(new Uint8Array(0));

/**
 * Walks protobuf wire bytes without making objects. Every method takes the end of the message it reads in and throws
 * MalformedRequest rather than read past it. Encoding: https://protobuf.dev/programming-guides/encoding/
 */
export class ProtoReader {
  source: ByteSource = EMPTY;
  pos = 0;
  /** The 64-bit number read last by `int64` or `fixed64`: low and high word, unsigned. */
  low = 0;
  high = 0;

  open(source: ByteSource): void {
    this.source = source;
    this.pos = 0;
  }

  /** The next field's tag: field number × 8 + wire type. */
  tag(end: number): number {
    const tag = this.uint32(end);
    if (tag < 8) throw new MalformedRequest(`field number 0 at byte ${this.pos - 1}`);
    return tag;
  }

  /** A varint, cut to its lowest 32 bits as protobuf demands for 32-bit fields. */
  uint32(end: number): number {
    if (this.pos >= end) throw truncated(this.pos);
    const first = byteAt(this.source.bytes, this.pos);
    if (first < 128) {
      this.pos++;
      return first;
    }
    this.int64(end);
    return this.low;
  }

  /** A varint of up to 64 bits into `low` and `high`. */
  int64(end: number): void {
    const bytes = this.source.bytes;
    const start = this.pos;
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index++) {
      if (this.pos >= end) throw truncated(start);
      const byte = byteAt(bytes, this.pos++);
      const bits = byte & 127;
      if (index < 4) low |= bits << (7 * index);
      else if (index === 4) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else high |= bits << (7 * index - 32);
      if (byte < 128) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new MalformedRequest(`a varint longer than 10 bytes at byte ${start}`);
  }

  /** Eight bytes into `low` and `high`. */
  fixed64(end: number): void {
    if (this.pos + 8 > end) throw truncated(this.pos);
    this.low = this.source.view.getUint32(this.pos, true);
    this.high = this.source.view.getUint32(this.pos + 4, true);
    this.pos += 8;
  }

  fixed32(end: number): number {
    if (this.pos + 4 > end) throw truncated(this.pos);
    const value = this.source.view.getUint32(this.pos, true);
    this.pos += 4;
    return value;
  }

  /** The end of the length-delimited field that starts here; `pos` is then at its first byte. */
  delimited(end: number): number {
    const at = this.pos;
    const size = this.uint32(end);
    const fieldEnd = this.pos + size;
    if (fieldEnd > end) throw new MalformedRequest(`a length of ${size} at byte ${at} goes past the end`);
    return fieldEnd;
  }

  /** Passes over the value of an unknown field. */
  skip(tag: number, end: number): void {
    const wire = tag & 7;
    if (wire === WIRE_VARINT) this.int64(end);
    else if (wire === WIRE_FIXED64) this.#advance(8, end);
    else if (wire === WIRE_BYTES) this.pos = this.delimited(end);
    else if (wire === WIRE_FIXED32) this.#advance(4, end);
    else if (wire === WIRE_GROUP_START) this.#skipGroup(tag, end);
    else throw new MalformedRequest(`wire type ${wire} at byte ${this.pos} is not one of protobuf's`);
  }

  #advance(size: number, end: number): void {
    if (this.pos + size > end) throw truncated(this.pos);
    this.pos += size;
  }

  #skipGroup(startTag: number, end: number): void {
    const open = [startTag >>> 3];
    while (open.length > 0) {
      const tag = this.tag(end);
      const wire = tag & 7;
      if (wire === WIRE_GROUP_START) {
        if (open.length === MAX_GROUP_DEPTH) throw new MalformedRequest("groups are nested too deep");
        open.push(tag >>> 3);
      } else if (wire === WIRE_GROUP_END) {
        if (open.pop() !== tag >>> 3)
          throw new MalformedRequest(`a group ends that did not start, at byte ${this.pos}`);
      } else this.skip(tag, end);
    }
  }
}

/** The error for a known field that came with a wire type it cannot have. */
export function wrongWireType(tag: number, message: string): MalformedRequest {
  return new MalformedRequest(`field ${tag >>> 3} of ${message} has wire type ${tag & 7}`);
}

function truncated(at: number): MalformedRequest {
  return new MalformedRequest(`the message ends in the middle of a field at byte ${at}`);
}
