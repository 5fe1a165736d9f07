/** Keys and tags that wait; beyond it the whole namespace is invalidated instead. */
const MAX_WAITING = 10_000;

/** Invalidations of one namespace that the second tier could not be told yet. */
export class Outbox {
  readonly #keys = new Set<string>();
  readonly #tags = new Set<string>();

  get isEmpty(): boolean {
    return this.#keys.size + this.#tags.size === 0;
  }

  addKeys(keys: readonly string[]): void {
    for (const key of keys) this.#keys.add(key);
    this.#bound();
  }

  addTags(tags: readonly string[]): void {
    for (const tag of tags) this.#tags.add(tag);
    this.#bound();
  }

  /** Takes out all that waits. */
  take(): { keys: string[]; tags: string[] } {
    const taken = { keys: [...this.#keys], tags: [...this.#tags] };
    this.#keys.clear();
    this.#tags.clear();
    return taken;
  }

  #bound(): void {
    if (this.#keys.size + this.#tags.size <= MAX_WAITING) return;
    this.#keys.clear();
    this.#tags.clear();
    this.#tags.add("");
  }
}
