import { ByteSink } from "./byte-sink.ts";
import { WIRE_BYTES } from "./proto-reader.ts";

const LENGTH_BYTES = 5;
const utf8 = new TextEncoder();

/** Writes protobuf wire bytes. */
export class ProtoWriter {
  readonly sink: ByteSink;

  constructor(capacity = 256) {
    this.sink = new ByteSink(capacity);
  }

  finish(): Uint8Array {
    return this.sink.written().slice();
  }

  tag(field: number, wireType: number): void {
    this.sink.putVarint((field << 3) | wireType);
  }

  /** A varint of 64 bits; negative numbers in two's complement, as protobuf's int64 wants them. */
  varint64(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    while (rest > 127n) {
      this.sink.putByte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.sink.putByte(Number(rest));
  }

  int64(field: number, value: bigint): void {
    this.tag(field, 0);
    this.varint64(value);
  }

  bytes(field: number, value: Uint8Array): void {
    this.tag(field, WIRE_BYTES);
    this.sink.putVarint(value.length);
    this.sink.putBytes(value);
  }

  string(field: number, value: string): void {
    this.bytes(field, utf8.encode(value));
  }

  /**
   * Starts a nested message and answers the mark that `close` wants. Its length is written in five bytes whatever it
   * is, which protobuf allows, so that nothing has to be moved when the length is known.
   */
  open(field: number): number {
    this.tag(field, WIRE_BYTES);
    this.sink.reserve(LENGTH_BYTES);
    this.sink.length += LENGTH_BYTES;
    return this.sink.length;
  }

  close(mark: number): void {
    let size = this.sink.length - mark;
    for (let index = LENGTH_BYTES; index > 0; index--) {
      this.sink.bytes[mark - index] = index === 1 ? size : (size & 127) | 128;
      size >>>= 7;
    }
  }
}
