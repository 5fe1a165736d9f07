import { ByteSink } from "../wire/byte-sink.ts";
import type { Column } from "./columns.ts";
import { pushOffsets } from "./native-encoding.ts";

/** A short list of 64-bit numbers, low word first, that is filled again and again. */
export class WideList {
  words = new Uint32Array(64);
  /** Numbers added, even those beyond the limit. */
  length = 0;
  readonly #limit: number;

  /** Numbers beyond `limit` are counted and not kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }
  get isTooLong(): boolean {
    return this.length > this.#limit;
  }
  add(low: number, high: number): void {
    const at = this.length++ * 2;
    if (this.isTooLong) return;
    if (at === this.words.length) {
      const grown = new Uint32Array(at * 2);
      grown.set(this.words);
      this.words = grown;
    }
    this.words[at] = low;
    this.words[at + 1] = high;
  }
}

/** Array of 64-bit numbers: per row the end of its items, then all items. */
export class WideArrayColumn implements Column {
  readonly #items = new ByteSink(4096);
  #ends = new Uint32Array(0);
  #count = 0;
  readonly #mark = { bytes: 0, count: 0 };

  /** The row's items; an empty list for none. */
  putRow(row: number, list: WideList): void {
    const { words } = list;
    for (let index = 0; index < list.length; index++) {
      this.#items.putUint64(words[index * 2] as number, words[index * 2 + 1] as number);
    }
    this.#count += list.length;
    this.#ends[row] = this.#count;
  }
  reserveRows(rows: number): void {
    if (rows <= this.#ends.length) return;
    const grown = new Uint32Array(rows);
    grown.set(this.#ends);
    this.#ends = grown;
  }
  variableBytes(): number {
    return this.#items.length;
  }
  mark(): void {
    this.#mark.bytes = this.#items.length;
    this.#mark.count = this.#count;
  }
  rollback(): void {
    this.#items.length = this.#mark.bytes;
    this.#count = this.#mark.count;
  }
  reset(): void {
    this.#items.reset();
    this.#count = 0;
  }
  push(out: Uint8Array[], rows: number): void {
    pushOffsets(out, this.#ends, rows);
    out.push(this.#items.written());
  }
}

/**
 * Array of tuples: per row the end of its items, then the parts of all tuples, one part after the other. The caller
 * appends to each part in Native encoding and tells with `endRow` how many tuples a row has.
 */
export class TupleArrayColumn implements Column {
  readonly parts: readonly ByteSink[];
  #ends = new Uint32Array(0);
  #count = 0;
  #markedCount = 0;
  readonly #markedBytes: number[];

  constructor(parts: number) {
    this.parts = Array.from({ length: parts }, () => new ByteSink(1024));
    this.#markedBytes = this.parts.map(() => 0);
  }
  endRow(row: number, items: number): void {
    this.#count += items;
    this.#ends[row] = this.#count;
  }
  reserveRows(rows: number): void {
    if (rows <= this.#ends.length) return;
    const grown = new Uint32Array(rows);
    grown.set(this.#ends);
    this.#ends = grown;
  }
  variableBytes(): number {
    return this.parts.reduce((total, part) => total + part.length, 0);
  }
  mark(): void {
    this.#markedCount = this.#count;
    for (const [index, part] of this.parts.entries()) this.#markedBytes[index] = part.length;
  }
  rollback(): void {
    this.#count = this.#markedCount;
    for (const [index, part] of this.parts.entries()) part.length = this.#markedBytes[index] ?? 0;
  }
  reset(): void {
    this.#count = 0;
    for (const part of this.parts) part.reset();
  }
  push(out: Uint8Array[], rows: number): void {
    pushOffsets(out, this.#ends, rows);
    for (const part of this.parts) out.push(part.written());
  }
}
