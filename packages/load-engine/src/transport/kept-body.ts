const EMPTY = Buffer.alloc(0);

/** The beginning of a body, in one buffer that doubles: a body in a million pieces must not cost a million objects. */
export class KeptBody {
  #limit = 0;
  #bytes: Buffer | null = null;
  #length = 0;

  /** Keeps up to `limit` bytes of what comes; 0: nothing. */
  begin(limit: number): void {
    this.#limit = limit;
    this.#bytes = null;
    this.#length = 0;
  }

  /** Copies what is wanted of `bytes` from `from` to `to`. `last`: nothing comes after it. */
  take(bytes: Buffer, from: number, to: number, last: boolean): void {
    const wanted = Math.min(to - from, this.#limit - this.#length);
    if (wanted <= 0) return;
    const after = this.#length + wanted;
    if (this.#bytes === null || this.#bytes.length < after) {
      const grown = Buffer.allocUnsafeSlow(last ? after : Math.min(this.#limit, 2 * after));
      this.#bytes?.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    bytes.copy(this.#bytes, this.#length, from, from + wanted);
    this.#length = after;
  }

  /** What was kept; null where nothing was to be. */
  finish(): Buffer | null {
    if (this.#limit === 0) return null;
    const kept = this.#bytes?.subarray(0, this.#length) ?? EMPTY;
    this.#bytes = null;
    this.#length = 0;
    return kept;
  }
}
