/** Keys that are remembered; of older changes it counts as true that any key was changed. */
const REMEMBERED = 1_000;

/** Which keys changed a moment ago: what was read from the second tier before then must not be kept. */
export class ChangedKeys {
  readonly #changes = new Map<string, number>();
  #forgottenUpTo = 0;
  /** Number of the latest change. */
  latest = 0;

  add(key: string): void {
    if (this.#changes.size >= REMEMBERED) this.addAll();
    this.latest += 1;
    this.#changes.set(key, this.latest);
  }

  /** Any key may have changed. */
  addAll(): void {
    this.latest += 1;
    this.#changes.clear();
    this.#forgottenUpTo = this.latest;
  }

  /** True when the key changed after the change number `since`. */
  hasChanged(key: string, since: number): boolean {
    if (since === this.latest) return false;
    return since < this.#forgottenUpTo || (this.#changes.get(key) ?? 0) > since;
  }
}
