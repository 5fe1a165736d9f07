import { isUtf8 } from "node:buffer";
import { ByteSink, type ByteSource, byteAt, repairUtf8 } from "../wire/byte-sink.ts";

const HEX = literal("0123456789abcdef");
const SHORT_ESCAPES = new Map([
  [0x08, 0x62],
  [0x09, 0x74],
  [0x0a, 0x6e],
  [0x0c, 0x66],
  [0x0d, 0x72],
]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BILLION = 1_000_000_000;

/** ASCII text as bytes, for parts of JSON that are written often. */
export function literal(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Growable bytes with the pieces that JSON text is made of. */
export class JsonSink extends ByteSink {
  /** Text known to need no escape. */
  putAscii(text: string): void {
    this.reserve(text.length);
    for (let index = 0; index < text.length; index++) this.bytes[this.length++] = text.charCodeAt(index);
  }

  /** `source[start, end)` as a quoted JSON string; invalid UTF-8 is replaced by U+FFFD. */
  putText(source: ByteSource, start: number, end: number): void {
    const mark = this.length;
    this.reserve(end - start + 2);
    this.bytes[this.length++] = QUOTE;
    let seen = 0;
    for (let index = start; index < end; index++) {
      const byte = byteAt(source.bytes, index);
      seen |= byte;
      if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) {
        this.reserve(end - index + 7);
        this.#putEscaped(byte);
      } else this.bytes[this.length++] = byte;
    }
    if (seen > 127 && !isUtf8(source.bytes.subarray(start, end))) {
      this.length = mark;
      const repaired = repairUtf8(source, start, end);
      this.putText(repaired, 0, repaired.bytes.length);
      return;
    }
    this.bytes[this.length++] = QUOTE;
  }

  /** Bytes as quoted lower-case hex. */
  putHex(source: ByteSource, start: number, end: number): void {
    this.reserve((end - start) * 2 + 2);
    this.bytes[this.length++] = QUOTE;
    for (let index = start; index < end; index++) {
      const byte = byteAt(source.bytes, index);
      this.bytes[this.length++] = byteAt(HEX, byte >>> 4);
      this.bytes[this.length++] = byteAt(HEX, byte & 15);
    }
    this.bytes[this.length++] = QUOTE;
  }

  /** Bytes as quoted base64. */
  putBase64(source: ByteSource, start: number, end: number): void {
    const { buffer, byteOffset } = source.bytes;
    this.putByte(QUOTE);
    this.putAscii(Buffer.from(buffer, byteOffset + start, end - start).toString("base64"));
    this.putByte(QUOTE);
  }

  /** An unsigned 64-bit number, given as two words, as a quoted decimal. */
  putUint64Text(low: number, high: number): void {
    this.putByte(QUOTE);
    this.putAscii(uint64ToDecimal(low, high));
    this.putByte(QUOTE);
  }

  /** A signed 64-bit number, given as two words, as a quoted decimal. */
  putInt64Text(low: number, high: number): void {
    this.putByte(QUOTE);
    if (high < 0x8000_0000) this.putAscii(uint64ToDecimal(low, high));
    else {
      const negatedLow = -low >>> 0;
      this.putByte(0x2d);
      this.putAscii(uint64ToDecimal(negatedLow, (~high + (low === 0 ? 1 : 0)) >>> 0));
    }
    this.putByte(QUOTE);
  }

  /** A double as ProtoJSON writes it: NaN and infinities are quoted, the sign of zero is kept. */
  putDouble(value: number): void {
    if (Number.isFinite(value)) this.putAscii(Object.is(value, -0) ? "-0" : String(value));
    else this.putAscii(`"${value}"`);
  }

  #putEscaped(byte: number): void {
    this.bytes[this.length++] = BACKSLASH;
    if (byte >= 0x20) {
      this.bytes[this.length++] = byte;
      return;
    }
    const short = SHORT_ESCAPES.get(byte);
    if (short === undefined) {
      this.bytes.set(literal(`u00${byte < 16 ? "0" : ""}${byte.toString(16)}`), this.length);
      this.length += 5;
    } else this.bytes[this.length++] = short;
  }
}

/** Exact decimal digits of high × 2^32 + low, by long division in 16-bit steps: no BigInt. */
function uint64ToDecimal(low: number, high: number): string {
  if (high < 0x20_0000) return String(high * 0x1_0000_0000 + low);
  const limbs = [high >>> 16, high & 0xffff, low >>> 16, low & 0xffff];
  const last = divideByBillion(limbs);
  const middle = divideByBillion(limbs);
  const first = divideByBillion(limbs);
  return first === 0
    ? `${middle}${String(last).padStart(9, "0")}`
    : `${first}${String(middle).padStart(9, "0")}${String(last).padStart(9, "0")}`;
}

function divideByBillion(limbs: number[]): number {
  let rest = 0;
  for (let index = 0; index < limbs.length; index++) {
    const value = rest * 0x1_0000 + (limbs[index] ?? 0);
    limbs[index] = Math.floor(value / BILLION);
    rest = value % BILLION;
  }
  return rest;
}
