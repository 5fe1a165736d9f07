import type { ByteDictionary } from "./byte-dictionary.ts";

/*
 * ClickHouse's Native format: a block is the numbers of columns and rows, then per column its name, its type, a state
 * prefix where the type has one, and the values. See https://clickhouse.com/docs/en/interfaces/formats#native and
 * ClickHouse's SerializationLowCardinality.cpp for the parts below.
 */

/** Version 1 of LowCardinality's state prefix: shared dictionaries with additional keys. */
const LOW_CARDINALITY_VERSION = 1;
/** Set in the index type: a dictionary of its own follows (bit 9), and it replaces what was known before (bit 10). */
const OWN_DICTIONARY = 0x600;

/** The state prefix of a column, which comes before its values: only types with a dictionary inside have one. */
export function statePrefix(type: string): Uint8Array {
  return type.includes("LowCardinality") ? uint64(LOW_CARDINALITY_VERSION) : new Uint8Array(0);
}

/** `text` as length and bytes. Names and types of columns are ASCII and shorter than 128. */
export function shortString(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return Uint8Array.of(bytes.length, ...bytes);
}

/** Keys and the narrowest indexes into them that fit, as LowCardinality is written; nothing for no rows. */
export function pushDictionary(out: Uint8Array[], dictionary: ByteDictionary, ids: Uint32Array, rows: number): void {
  if (rows === 0) return;
  const width = dictionary.size <= 0x100 ? 0 : dictionary.size <= 0x1_0000 ? 1 : 2;
  out.push(uint64(OWN_DICTIONARY | width), uint64(dictionary.size), dictionary.keys.written(), uint64(rows));
  out.push(narrow(ids, rows, width));
}

/** Ends of rows as 64-bit numbers. */
export function pushOffsets(out: Uint8Array[], ends: Uint32Array, rows: number): void {
  const words = new Uint32Array(rows * 2);
  for (let row = 0; row < rows; row++) words[row * 2] = ends[row] as number;
  out.push(new Uint8Array(words.buffer));
}

function narrow(ids: Uint32Array, rows: number, width: number): Uint8Array {
  const used = ids.subarray(0, rows);
  if (width === 0) return new Uint8Array(used);
  if (width === 1) return new Uint8Array(new Uint16Array(used).buffer);
  return new Uint8Array(used.buffer, 0, rows * 4);
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
