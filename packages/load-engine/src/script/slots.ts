import type { CompiledSlot } from "./compiled.ts";

/** A name that figures are kept under. */
export class Slot implements CompiledSlot {
  readonly index: number;
  readonly name: string;
  readonly kind: "request" | "group";
  readonly checks: string[] = [];

  constructor(index: number, name: string, kind: "request" | "group") {
    this.index = index;
    this.name = name;
    this.kind = kind;
  }

  /** Place of a check; steps of one name share checks of one name. */
  placeOf(check: string): number {
    const known = this.checks.indexOf(check);
    return known === -1 ? this.checks.push(check) - 1 : known;
  }
}

export class Slots {
  readonly list: Slot[] = [];

  /** The slot of a name; null when the name is taken by the other kind. */
  get(name: string, kind: "request" | "group"): Slot | null {
    const known = this.list.find((slot) => slot.name === name);
    if (known) return known.kind === kind ? known : null;
    const slot = new Slot(this.list.length, name, kind);
    this.list.push(slot);
    return slot;
  }
}
