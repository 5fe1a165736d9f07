/** Smaller bodies are cheap to allocate; larger ones are the ones worth keeping. */
const SMALLEST_BYTES = 64 * 1024;
const KEPT_BYTES = 32 * 1024 * 1024;

/**
 * Memory for whole bodies, used again and again: at hundreds of large requests a second, fresh buffers would grow the
 * process faster than they are collected.
 */
export class BodyPool {
  readonly #spare = new Map<number, Uint8Array[]>();
  /** Memory that is out; only this is taken back, never what the runtime may still use itself. */
  readonly #lent = new WeakSet<ArrayBufferLike>();
  #keptBytes = 0;

  /** The chunks as one piece of `size` bytes. Give it back with `release` when nothing refers to it any more. */
  join(chunks: readonly Uint8Array[], size: number): Uint8Array {
    const [only] = chunks;
    if (chunks.length === 1 && only) return only;
    const body = this.#acquire(size);
    let at = 0;
    for (const chunk of chunks) {
      body.set(chunk, at);
      at += chunk.length;
    }
    return body;
  }

  /** Takes back what `join` gave out; other buffers are left to the garbage collector. */
  release(body: Uint8Array): void {
    const { buffer } = body;
    if (!this.#lent.delete(buffer) || this.#keptBytes + buffer.byteLength > KEPT_BYTES) return;
    this.#keptBytes += buffer.byteLength;
    this.#listOf(buffer.byteLength).push(new Uint8Array(buffer));
  }

  #acquire(size: number): Uint8Array {
    if (size < SMALLEST_BYTES) return new Uint8Array(size);
    const capacity = roundUp(size);
    const spare = this.#listOf(capacity).pop();
    if (spare) this.#keptBytes -= capacity;
    const whole = spare ?? new Uint8Array(capacity);
    this.#lent.add(whole.buffer);
    return whole.subarray(0, size);
  }

  #listOf(capacity: number): Uint8Array[] {
    const list = this.#spare.get(capacity) ?? [];
    this.#spare.set(capacity, list);
    return list;
  }
}

/** The next of 64, 80, 96, 112, 128, 160, … KiB: at most a quarter is wasted. */
function roundUp(size: number): number {
  const step = 2 ** Math.floor(Math.log2(Math.max(size - 1, 1))) / 4;
  return Math.max(SMALLEST_BYTES, Math.ceil(size / step) * step);
}
