/** Bytes of chunk extensions and trailers that are put up with in one body. */
const MAX_OVERHEAD_BYTES = 65_536;
const LF = 10;
const CR = 13;

type Part = "size" | "extension" | "data" | "after-data" | "trailer" | "trailer-line";

/** Takes the chunked transfer coding of RFC 9112, section 7.1, off a body as it comes. */
export class ChunkedBody {
  state: "reading" | "done" | "failed" = "done";
  readonly #take: (bytes: Buffer, from: number, to: number) => void;
  #part: Part = "size";
  #size = 0;
  #digits = 0;
  #overhead = 0;

  constructor(take: (bytes: Buffer, from: number, to: number) => void) {
    this.#take = take;
  }

  begin(): void {
    this.state = "reading";
    this.#part = "size";
    this.#size = 0;
    this.#digits = 0;
    this.#overhead = 0;
  }

  /** Reads on from `from`; returns the index after what belongs to the body. */
  read(bytes: Buffer, from: number, end: number): number {
    let at = from;
    while (at < end && this.state === "reading") {
      if (this.#part === "data") {
        const to = Math.min(end, at + this.#size);
        this.#take(bytes, at, to);
        this.#size -= to - at;
        at = to;
        if (this.#size === 0) this.#part = "after-data";
      } else {
        this.#readByte(bytes[at] ?? 0);
        at += 1;
      }
    }
    return at;
  }

  #readByte(byte: number): void {
    if (this.#part === "size") {
      this.#readSize(byte);
      return;
    }
    if (this.#part === "after-data") {
      if (byte === LF) this.#nextChunk();
      else if (byte !== CR) this.state = "failed";
      return;
    }
    this.#overhead += 1;
    if (this.#overhead > MAX_OVERHEAD_BYTES) this.state = "failed";
    else if (this.#part === "extension") this.#readExtension(byte);
    else if (byte === LF) {
      if (this.#part === "trailer") this.state = "done";
      this.#part = "trailer";
    } else if (byte !== CR) this.#part = "trailer-line";
  }

  #readSize(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0 && this.#digits < 12) {
      this.#size = this.#size * 16 + digit;
      this.#digits += 1;
    } else if (digit >= 0 || this.#digits === 0) {
      this.state = "failed";
    } else {
      this.#part = "extension";
      this.#readExtension(byte);
    }
  }

  #readExtension(byte: number): void {
    if (byte === LF) this.#part = this.#size === 0 ? "trailer" : "data";
  }

  #nextChunk(): void {
    this.#part = "size";
    this.#size = 0;
    this.#digits = 0;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
