import { connect, type Socket } from "node:net";
import { MetaParser, type MetaReply } from "./meta-parser.ts";

interface Waiting {
  resolve(reply: MetaReply): void;
  reject(error: Error): void;
}

/** Pauses before a lost connection is opened again. */
const RECONNECT_MS = { first: 50, most: 2_000 };

/**
 * One connection to one Memcached, opened again when it is lost. Commands go out at once and are answered in their order;
 * while there is no connection they are refused at once: a cache has better things to do than to wait.
 */
export class MemcachedConnection {
  readonly #address: { host: string; port: number };
  readonly #onConnect: () => void;
  readonly #waiting: Waiting[] = [];
  readonly #ready: Promise<void>;
  #socket: Socket | null = null;
  #pauseMs = RECONNECT_MS.first;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(address: { host: string; port: number }, onConnect: () => void) {
    this.#address = address;
    this.#onConnect = onConnect;
    this.#ready = new Promise((resolve) => this.#open(resolve));
  }

  /** The answer to a command line with its block of data. Rejects when the connection is lost or the command refused. */
  async send(line: string, data?: Uint8Array): Promise<MetaReply> {
    await this.#ready;
    const socket = this.#socket;
    if (!socket) throw new Error("Memcached is not connected.");
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      socket.cork();
      socket.write(`${line}\r\n`);
      if (data) {
        socket.write(data);
        socket.write("\r\n");
      }
      process.nextTick(() => socket.uncork());
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
    this.#socket = null;
    this.#refuseAll(new Error("The connection was closed."));
  }

  /** `settled` is called when the first attempt has ended, well or not. */
  #open(settled?: () => void): void {
    const socket = connect({ ...this.#address, noDelay: true });
    // A cache does not keep a program alive.
    socket.unref();
    const parser = new MetaParser((reply) => this.#answer(reply));
    socket.once("connect", () => {
      if (this.#closed) {
        socket.destroy();
        return;
      }
      this.#socket = socket;
      this.#pauseMs = RECONNECT_MS.first;
      settled?.();
      this.#onConnect();
    });
    socket.on("data", (chunk) => {
      try {
        parser.push(chunk);
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.on("error", () => undefined);
    socket.once("close", () => {
      settled?.();
      if (this.#socket === socket) this.#socket = null;
      this.#refuseAll(new Error("The connection to Memcached was lost."));
      if (this.#closed) return;
      this.#timer = setTimeout(() => this.#open(), this.#pauseMs);
      this.#timer.unref();
      this.#pauseMs = Math.min(this.#pauseMs * 2, RECONNECT_MS.most);
    });
  }

  #answer(reply: MetaReply): void {
    const waiting = this.#waiting.shift();
    if (/^(ERROR|CLIENT_ERROR|SERVER_ERROR)$/.test(reply.code))
      waiting?.reject(new Error(`Memcached refused a command: ${[reply.code, ...reply.flags].join(" ")}`));
    else waiting?.resolve(reply);
  }

  #refuseAll(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
