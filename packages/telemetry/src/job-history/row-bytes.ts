/** Longest text that surely needs one byte for its length: UTF-8 takes up to three bytes a UTF-16 unit. */
const SHORT_TEXT = 42;
const INITIAL_BYTES = 64 * 1024;

/**
 * Writes values in ClickHouse's RowBinary into one growing buffer: integers little-endian, text with its length before
 * it. Rows become bytes as they come, so that a backlog of them is no work for the garbage collector.
 */
export class RowBytes {
  #buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;

  get sizeBytes(): number {
    return this.#length;
  }

  /** What was written; valid until the next write. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  text(value: string): void {
    this.#reserve(value.length * 3 + 5);
    if (value.length <= SHORT_TEXT) {
      const written = this.#buffer.write(value, this.#length + 1, "utf8");
      this.#buffer[this.#length] = written;
      this.#length += written + 1;
      return;
    }
    this.#varint(Buffer.byteLength(value));
    this.#length += this.#buffer.write(value, this.#length, "utf8");
  }

  /** Hexadecimal digits as `size` bytes; zero bytes for null or text of another length. */
  hex(value: string | null | undefined, size: number): void {
    this.#reserve(size);
    const end = this.#length + size;
    const fits = value?.length === size * 2 && this.#buffer.write(value, this.#length, size, "hex") === size;
    if (!fits) this.#buffer.fill(0, this.#length, end);
    this.#length = end;
  }

  uint8(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  uint16(value: number): void {
    this.#reserve(2);
    this.#length = this.#buffer.writeUInt16LE(within(value, 65_535), this.#length);
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#length = this.#buffer.writeUInt32LE(within(value, 4_294_967_295), this.#length);
  }

  /** Up to 2^53. */
  uint64(value: number): void {
    const whole = within(value, Number.MAX_SAFE_INTEGER);
    this.#reserve(8);
    this.#buffer.writeUInt32LE(whole % 4_294_967_296, this.#length);
    this.#length = this.#buffer.writeUInt32LE(Math.floor(whole / 4_294_967_296), this.#length + 4);
  }

  /** Length of an array or map, before its items. */
  size(value: number): void {
    this.#reserve(5);
    this.#varint(value);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#buffer[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#length++] = rest;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/** A whole number from 0 to `most`; what is no number reads as 0. */
function within(value: number, most: number): number {
  return value > 0 ? Math.min(Math.round(value), most) : 0;
}
