import type { MapColumn } from "../columns/columns.ts";
import { ByteSink } from "../wire/byte-sink.ts";
import type { AttributeText } from "./attribute-texts.ts";

const utf8 = new TextEncoder();

/** Labels in UTF-8, to be written into maps again and again. */
export class LabelBytes {
  readonly #bytes = new ByteSink(256);
  /** Where each key starts and ends, and each value. */
  readonly #places: number[] = [];

  /** Takes these labels in the place of those before. */
  set(labels: readonly AttributeText[]): this {
    this.#bytes.length = this.#places.length = 0;
    for (const { key, value } of labels) {
      this.#put(key);
      this.#put(value);
    }
    return this;
  }

  /** Appends the labels as entries of the row that is being filled. */
  writeTo(column: MapColumn): void {
    const places = this.#places;
    for (let at = 0; at < places.length; at += 4) {
      column.putKey(this.#bytes, places[at] as number, places[at + 1] as number);
      column.values.putString(this.#bytes, places[at + 2] as number, places[at + 3] as number);
    }
  }

  #put(text: string): void {
    const start = this.#bytes.length;
    putUtf8(this.#bytes, text);
    this.#places.push(start, this.#bytes.length);
  }
}

/** Labels are short and mostly ASCII, for which a loop is much faster than the encoder. */
function putUtf8(out: ByteSink, text: string): void {
  const start = out.length;
  out.reserve(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) {
      out.length = start;
      out.putBytes(utf8.encode(text));
      return;
    }
    out.bytes[out.length++] = code;
  }
}
