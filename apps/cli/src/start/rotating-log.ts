import { createWriteStream, renameSync, statSync, type WriteStream } from "node:fs";

const MAX_BYTES = 8 * 1024 * 1024;

/** A log file that is renamed to `.1` when it has grown to 8 MiB, so that two of them are the most that is kept. */
export class RotatingLog {
  readonly #path: string;
  #stream: WriteStream;
  #bytes: number;

  constructor(path: string) {
    this.#path = path;
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    this.#stream = createWriteStream(path, { flags: "a", mode: 0o600 });
  }

  write(text: string): void {
    this.#bytes += Buffer.byteLength(text);
    this.#stream.write(text);
    if (this.#bytes < MAX_BYTES) return;
    this.#stream.end();
    renameSync(this.#path, `${this.#path}.1`);
    this.#stream = createWriteStream(this.#path, { flags: "a", mode: 0o600 });
    this.#bytes = 0;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#stream.end(resolve));
  }
}
