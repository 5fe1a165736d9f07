import { ByteSink } from "../wire/byte-sink.ts";
import type { Column } from "./columns.ts";
import { shortString, statePrefix } from "./native-encoding.ts";

const INITIAL_ROWS = 4096;

/** The columns of one table while a block of it is being filled. */
export class ColumnBlock {
  rows = 0;
  /** Rows there is room for. */
  capacity = 0;
  #markedRows = 0;
  #all: readonly { column: Column; header: Uint8Array }[] = [];
  #bytesARow = 0;

  /** To be called once: the columns with their names and types, in the order in which they are written. */
  protected setColumns(columns: readonly { name: string; type: string; column: Column }[], bytesARow: number): void {
    this.#all = columns.map(({ name, type, column }) => ({ column, header: columnHeader(name, type) }));
    this.#bytesARow = bytesARow;
    this.grow();
  }

  /** Doubles the room for rows. */
  grow(): void {
    this.capacity = Math.max(INITIAL_ROWS, this.capacity * 2);
    for (const { column } of this.#all) column.reserveRows(this.capacity);
  }

  mark(): void {
    this.#markedRows = this.rows;
    for (const { column } of this.#all) column.mark();
  }

  /** Back to the state of the last `mark`. */
  rollback(): void {
    this.rows = this.#markedRows;
    for (const { column } of this.#all) column.rollback();
  }

  reset(): void {
    this.rows = 0;
    for (const { column } of this.#all) column.reset();
  }

  /** About as many bytes as `toNative` will give. */
  byteSize(): number {
    let bytes = this.rows * this.#bytesARow;
    for (const { column } of this.#all) bytes += column.variableBytes();
    return bytes;
  }

  /** The block in Native format, in pieces that share memory with the columns: valid until the next change. */
  toNative(): Uint8Array[] {
    if (this.rows === 0) return [];
    const head = new ByteSink(16);
    head.putVarint(this.#all.length);
    head.putVarint(this.rows);
    const out: Uint8Array[] = [head.written()];
    for (const { column, header } of this.#all) {
      out.push(header);
      column.push(out, this.rows);
    }
    return out;
  }
}

function columnHeader(name: string, type: string): Uint8Array {
  return Buffer.concat([shortString(name), shortString(type), statePrefix(type)]);
}
