export interface BreakerOptions {
  /** Failures in a row after which the store is left alone. */
  threshold: number;
  /** For how long; then one call tries it again. */
  coolDownMs: number;
}

/** Keeps callers from waiting for a store that is down. */
export class CircuitBreaker {
  readonly #options: BreakerOptions;
  #failures = 0;
  #retryAt = 0;
  #trying = false;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** True while calls should not be made; lets one through after each cool-down. */
  isOpen(now: number): boolean {
    if (this.#failures < this.#options.threshold) return false;
    if (this.#trying || now < this.#retryAt) return true;
    this.#trying = true;
    return false;
  }

  succeeded(): boolean {
    const wasOpen = this.#failures >= this.#options.threshold;
    this.#failures = 0;
    this.#trying = false;
    return wasOpen;
  }

  failed(now: number): void {
    this.#failures += 1;
    this.#trying = false;
    if (this.#failures >= this.#options.threshold) this.#retryAt = now + this.#options.coolDownMs;
  }
}
