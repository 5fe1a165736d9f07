import { hostname } from "node:os";
import { toError } from "@plimsoll/core";
import { type Platform, recordWorker, VERSION, type WorkerBeat } from "@plimsoll/domain";

const BEAT_MS = 5_000;

/** What changes between two beats. */
export type WorkerState = Pick<WorkerBeat, "queues" | "active" | "stalled">;

/** Tells the others that this worker lives and what it works on, every five seconds until it is stopped. */
export class Heartbeat {
  readonly #platform: Platform;
  readonly #id: string;
  readonly #read: () => WorkerState;
  readonly #onError: (error: Error) => void;
  readonly #startedAt = new Date();
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();

  constructor(platform: Platform, options: { id: string; read: () => WorkerState; onError: (error: Error) => void }) {
    this.#platform = platform;
    this.#id = options.id;
    this.#read = options.read;
    this.#onError = options.onError;
  }

  /** Beats now and from then on. */
  async start(): Promise<void> {
    await this.beat("running");
    this.#timer = setInterval(() => void this.beat("running"), BEAT_MS);
  }

  /** Never throws: while the database is away others take this worker for gone, which harms nobody. */
  beat(status: WorkerBeat["status"]): Promise<void> {
    this.#beating = this.#beating.then(async () => {
      const about = { id: this.#id, host: hostname(), pid: process.pid, version: VERSION, startedAt: this.#startedAt };
      await recordWorker(this.#platform.db, { ...about, status, ...this.#read() }).catch((error: unknown) =>
        this.#onError(toError(error)),
      );
    });
    return this.#beating;
  }

  /** Beats no more by itself. */
  stop(): void {
    clearInterval(this.#timer);
  }
}
