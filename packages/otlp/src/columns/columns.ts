import { ByteSink, type ByteSource } from "../wire/byte-sink.ts";
import { ByteDictionary } from "./byte-dictionary.ts";
import { pushDictionary, pushOffsets } from "./native-encoding.ts";

/**
 * Columns of a block that is being filled, laid out as ClickHouse's Native format wants them, so that writing the block
 * is little more than handing over their memory. Words are written in this machine's byte order, which is little endian
 * on every platform that Node supports and the store runs on.
 */
export interface Column {
  /** Makes room for `rows` rows in all. */
  reserveRows(rows: number): void;
  /** Bytes that this column holds beside its fixed bytes a row. */
  variableBytes(): number;
  /** Remembers the current state, to come back to with `rollback`. */
  mark(): void;
  rollback(): void;
  reset(): void;
  /** Appends the Native encoding of the first `rows` rows to `out`. */
  push(out: Uint8Array[], rows: number): void;
}

/** Rows of a fixed number of 32-bit words: integers, times, ids. */
export class WordColumn implements Column {
  words: Uint32Array;
  readonly #perRow: number;

  constructor(perRow: number) {
    this.#perRow = perRow;
    this.words = new Uint32Array(0);
  }
  reserveRows(rows: number): void {
    const wanted = rows * this.#perRow;
    if (wanted <= this.words.length) return;
    const grown = new Uint32Array(wanted);
    grown.set(this.words);
    this.words = grown;
  }
  variableBytes(): number {
    return 0;
  }
  mark(): void {}
  rollback(): void {}
  reset(): void {}
  push(out: Uint8Array[], rows: number): void {
    out.push(new Uint8Array(this.words.buffer, 0, rows * this.#perRow * 4));
  }
}

/** Rows of one byte. */
export class ByteColumn implements Column {
  bytes = new Uint8Array(0);

  reserveRows(rows: number): void {
    if (rows <= this.bytes.length) return;
    const grown = new Uint8Array(rows);
    grown.set(this.bytes);
    this.bytes = grown;
  }
  variableBytes(): number {
    return 0;
  }
  mark(): void {}
  rollback(): void {}
  reset(): void {}
  push(out: Uint8Array[], rows: number): void {
    out.push(this.bytes.subarray(0, rows));
  }
}

/** A column whose every row has the same 32-bit value, set once a block. */
export class ConstantColumn implements Column {
  value = 0;

  reserveRows(): void {}
  variableBytes(): number {
    return 0;
  }
  mark(): void {}
  rollback(): void {}
  reset(): void {}
  push(out: Uint8Array[], rows: number): void {
    const words = new Uint32Array(rows).fill(this.value);
    out.push(new Uint8Array(words.buffer));
  }
}

/** Rows of text; append to `text` once a row. */
export class StringColumn implements Column {
  readonly text = new ByteSink(64 * 1024);
  #mark = 0;

  reserveRows(): void {}
  variableBytes(): number {
    return this.text.length;
  }
  mark(): void {
    this.#mark = this.text.length;
  }
  rollback(): void {
    this.text.length = this.#mark;
  }
  reset(): void {
    this.text.reset();
  }
  push(out: Uint8Array[]): void {
    out.push(this.text.written());
  }
}

/** LowCardinality(String): a number a row, and the dictionary of the block. */
export class DictionaryColumn implements Column {
  readonly dictionary = new ByteDictionary();
  ids = new Uint32Array(0);
  #mark = 1;

  reserveRows(rows: number): void {
    if (rows <= this.ids.length) return;
    const grown = new Uint32Array(rows);
    grown.set(this.ids);
    this.ids = grown;
  }
  variableBytes(): number {
    return this.dictionary.keys.length;
  }
  mark(): void {
    this.#mark = this.dictionary.size;
  }
  rollback(): void {
    this.dictionary.truncate(this.#mark);
  }
  reset(): void {
    this.dictionary.reset();
  }
  push(out: Uint8Array[], rows: number): void {
    pushDictionary(out, this.dictionary, this.ids, rows);
  }
}

/** Keys whose follower is remembered. */
const FOLLOWERS = 1024;

/** Map(LowCardinality(String), …): per row the end of its entries, then all keys, then all values. */
export class MapColumn implements Column {
  readonly dictionary = new ByteDictionary();
  /** Values in Native encoding, one after the other. */
  readonly values = new ByteSink(256 * 1024);
  /** Entries so far; a row's end is this number after its last entry. */
  entries = 0;
  ends = new Uint32Array(0);
  #keyIds = new Uint32Array(4096);
  #lastKey = 0;
  readonly #followers = new Uint32Array(FOLLOWERS);
  readonly #mark = { dictionary: 1, values: 0, entries: 0 };

  /** Adds an entry's key; the caller appends its value to `values`. Returns the key's number in the dictionary. */
  putKey(source: ByteSource, start: number, end: number): number {
    const id = this.#nextKey(source, start, end);
    if (this.entries === this.#keyIds.length) this.#growKeys();
    this.#keyIds[this.entries++] = id;
    return id;
  }

  /** Spans of a kind have the same keys in the same order: the key that followed the last one is tried first. */
  #nextKey(source: ByteSource, start: number, end: number): number {
    const guess = this.#followers[this.#lastKey] ?? 0;
    const id = this.dictionary.isKey(guess, source, start, end) ? guess : this.dictionary.idOf(source, start, end);
    if (id !== guess && this.#lastKey < FOLLOWERS) this.#followers[this.#lastKey] = id;
    this.#lastKey = id;
    return id;
  }

  reserveRows(rows: number): void {
    if (rows <= this.ends.length) return;
    const grown = new Uint32Array(rows);
    grown.set(this.ends);
    this.ends = grown;
  }
  variableBytes(): number {
    return this.dictionary.keys.length + this.values.length + this.entries * 4;
  }
  mark(): void {
    this.#mark.dictionary = this.dictionary.size;
    this.#mark.values = this.values.length;
    this.#mark.entries = this.entries;
  }
  rollback(): void {
    this.dictionary.truncate(this.#mark.dictionary);
    this.values.length = this.#mark.values;
    this.entries = this.#mark.entries;
  }
  reset(): void {
    this.dictionary.reset();
    this.values.reset();
    this.entries = 0;
  }
  push(out: Uint8Array[], rows: number): void {
    pushOffsets(out, this.ends, rows);
    pushDictionary(out, this.dictionary, this.#keyIds, this.entries);
    out.push(this.values.written());
  }

  #growKeys(): void {
    const grown = new Uint32Array(this.#keyIds.length * 2);
    grown.set(this.#keyIds);
    this.#keyIds = grown;
  }
}
