/** Keys and tags that wait; beyond it the whole namespace is invalidated instead. */
const MAX_WAITING = 10_000;

/**
 * Invalidations of one namespace that the other processes could not be told yet. They stay here until they were: what
 * the second tier holds under such a key is not to be read meanwhile.
 */
export class Outbox {
  readonly #keys = new Set<string>();
  readonly #tags = new Set<string>();

  get isEmpty(): boolean {
    return this.#keys.size + this.#tags.size === 0;
  }

  /** True when what the second tier holds under the key was deleted here. */
  hasKey(key: string): boolean {
    return this.#keys.size > 0 && this.#keys.has(key);
  }

  /** Keys and tags that wait. */
  waiting(): { keys: string[]; tags: string[] } {
    return { keys: [...this.#keys], tags: [...this.#tags] };
  }

  /** Adds what was not sent. True: it was too much, and all of the namespace has to be invalidated instead. */
  add({ keys = [], tags = [] }: { keys?: readonly string[]; tags?: readonly string[] }): boolean {
    for (const key of keys) this.#keys.add(key);
    for (const tag of tags) this.#tags.add(tag);
    if (this.#keys.size + this.#tags.size <= MAX_WAITING) return false;
    this.#keys.clear();
    this.#tags.clear();
    this.#tags.add("");
    return true;
  }

  /** Removes what was sent. */
  remove({ keys = [], tags = [] }: { keys?: readonly string[]; tags?: readonly string[] }): void {
    for (const key of keys) this.#keys.delete(key);
    for (const tag of tags) this.#tags.delete(tag);
  }
}
