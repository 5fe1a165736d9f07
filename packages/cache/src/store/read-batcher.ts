import type { GuardedStore } from "./guarded-store.ts";

type Bytes = Uint8Array | null;

/** Keys in one question. More would let the caller wait while the store works and the other way round. */
const MAX_KEYS = 32;

/**
 * Gathers the reads of one turn of the event loop into one question to the store. Under load that makes a read cheaper
 * than a command of its own would be, on both ends; a lone read goes out alone, and no read waits for another turn.
 */
export class ReadBatcher {
  readonly #store: GuardedStore;
  #keys: string[] = [];
  #waiting: ((bytes: Bytes) => void)[] = [];

  constructor(store: GuardedStore) {
    this.#store = store;
  }

  /** Null for what is not there or cannot be read now. */
  read(key: string): Promise<Bytes> {
    return new Promise((resolve) => {
      if (this.#keys.length === 0) process.nextTick(this.#send);
      this.#keys.push(key);
      this.#waiting.push(resolve);
      if (this.#keys.length >= MAX_KEYS) this.#send();
    });
  }

  readonly #send = (): void => {
    if (this.#keys.length === 0) return;
    const keys = this.#keys;
    const waiting = this.#waiting;
    this.#keys = [];
    this.#waiting = [];
    void this.#ask(keys, waiting);
  };

  async #ask(keys: string[], waiting: ((bytes: Bytes) => void)[]): Promise<void> {
    const [only = ""] = keys;
    if (keys.length === 1) {
      waiting[0]?.((await this.#store.get(only))?.value ?? null);
      return;
    }
    const answer = await this.#store.getMany(keys);
    for (let index = 0; index < waiting.length; index += 1) waiting[index]?.(answer?.value[index] ?? null);
  }
}
