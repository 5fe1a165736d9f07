/** Variables of an imported script, under names that templates can use. */
export class Variables {
  readonly #byName = new Map<string, string>();

  /** The name under which a value can be found; what was given first for a name stays. */
  of(wanted: string, value: string): string {
    const name = wanted
      .replace(/[^A-Za-z0-9_]/g, "_")
      .replace(/^(?=\d|$)/, "_")
      .slice(0, 64);
    if (!this.#byName.has(name)) this.#byName.set(name, value);
    return name;
  }

  get record(): Record<string, string> {
    return Object.fromEntries(this.#byName);
  }
}
