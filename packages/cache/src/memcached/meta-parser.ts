/** An answer of Memcached's meta protocol: `HD`, `VA`, `EN`, `NS`, `EX`, `NF`, `MN` … with flags, and bytes for `VA`. */
export interface MetaReply {
  code: string;
  flags: string[];
  value: Buffer | null;
}

const CRLF = Buffer.from("\r\n");
const EMPTY = Buffer.alloc(0);
/** A line of an answer is short; what goes on without an end is not from Memcached. */
const MAX_LINE = 2048;

/** Cuts what comes over a connection into answers. */
export class MetaParser {
  #buffered: Buffer = EMPTY;
  readonly #onReply: (reply: MetaReply) => void;

  constructor(onReply: (reply: MetaReply) => void) {
    this.#onReply = onReply;
  }

  /** Throws for what is no answer of Memcached. */
  push(chunk: Buffer): void {
    let rest = this.#buffered.byteLength === 0 ? chunk : Buffer.concat([this.#buffered, chunk]);
    for (;;) {
      const lineEnd = rest.indexOf(CRLF);
      if (lineEnd === -1) {
        if (rest.byteLength > MAX_LINE) throw new Error("Memcached sent a line without an end.");
        break;
      }
      const [code = "", ...words] = rest.toString("latin1", 0, lineEnd).split(" ");
      let end = lineEnd + 2;
      let value: Buffer | null = null;
      if (code === "VA") {
        const size = Number(words.shift());
        if (!Number.isSafeInteger(size)) throw new Error("Memcached sent a value without its size.");
        if (rest.byteLength < end + size + 2) break;
        value = rest.subarray(end, end + size);
        end += size + 2;
      }
      this.#onReply({ code, flags: words, value });
      rest = rest.subarray(end);
    }
    this.#buffered = rest;
  }
}

/** The value of a flag such as `c` in `c1234`; undefined when the answer has none. */
export function flagOf(reply: MetaReply, name: string): string | undefined {
  return reply.flags.find((flag) => flag.startsWith(name))?.slice(1);
}
