/** Keys that are remembered; of older changes it counts as true that any key was changed. */
const REMEMBERED = 1_000;

/** Which keys changed a moment ago: what was read from the second tier before then must not be kept. */
export class ChangedKeys {
  readonly #changes = new Map<string, number>();
  #forgottenUpTo = 0;
  /** Number of the latest change. */
  latest = 0;

  add(id: string): void {
    if (this.#changes.size >= REMEMBERED) {
      this.#changes.clear();
      this.#forgottenUpTo = this.latest;
    }
    this.latest += 1;
    this.#changes.set(id, this.latest);
  }

  /** True when the key changed after the change number `since`. */
  hasChanged(id: string, since: number): boolean {
    if (since === this.latest) return false;
    return since < this.#forgottenUpTo || (this.#changes.get(id) ?? 0) > since;
  }
}
