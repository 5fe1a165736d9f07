import type { TupleArrayColumn } from "../columns/array-columns.ts";
import type { ByteSink } from "../wire/byte-sink.ts";
import { byteSource } from "../wire/byte-sink.ts";
import { type ProtoReader, wrongWireType } from "../wire/proto-reader.ts";
import { readAttributes } from "./attribute-texts.ts";
import type { PointFields } from "./point-fields.ts";

const MAX_A_POINT = 16;
const MAX_A_REQUEST = 2_000;
const MAX_ATTRIBUTE_BYTES = 4_096;
const EXEMPLAR_FIELDS = 7;
const ATTRIBUTES_TAG = 0x3a;
const bits = new DataView(new ArrayBuffer(8));
const utf8 = new TextEncoder();

/** Exemplars are samples: of more than a few, and those without a trace's worth of sense, some are left out silently. */
export class ExemplarWriter {
  readonly #column: TupleArrayColumn;
  #left = MAX_A_REQUEST;
  #time = { low: 0, high: 0 };
  #value = 0;
  #spanAt = 0;
  #spanSize = 0;
  #traceAt = 0;
  #traceSize = 0;

  constructor(column: TupleArrayColumn) {
    this.#column = column;
  }

  /** To be called before each request. */
  begin(): void {
    this.#left = MAX_A_REQUEST;
  }

  /** Appends the exemplars of a point to the row. */
  append(reader: ProtoReader, fields: PointFields, row: number): void {
    const { exemplars } = fields;
    let written = 0;
    for (let index = 0; index < exemplars.count && written < MAX_A_POINT && this.#left > 0; index++) {
      reader.pos = exemplars.start(index);
      this.#read(reader, exemplars.end(index));
      if (!Number.isFinite(this.#value)) continue;
      reader.pos = exemplars.start(index);
      this.#write(reader, exemplars.end(index));
      written++;
      this.#left--;
    }
    this.#column.endRow(row, written);
  }

  #read(reader: ProtoReader, end: number): void {
    this.#time = { low: 0, high: 0 };
    this.#value = this.#spanSize = this.#traceSize = 0;
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x11 || tag === 0x19 || tag === 0x31) {
        reader.fixed64(end);
        if (tag === 0x11) this.#time = { low: reader.low, high: reader.high };
        else if (tag === 0x19) this.#value = reader.source.view.getFloat64(reader.pos - 8, true);
        else this.#value = (reader.high | 0) * 0x1_0000_0000 + reader.low;
      } else if (tag === 0x22 || tag === 0x2a) {
        const fieldEnd = reader.delimited(end);
        if (tag === 0x22) [this.#spanAt, this.#spanSize] = [reader.pos, fieldEnd - reader.pos];
        else [this.#traceAt, this.#traceSize] = [reader.pos, fieldEnd - reader.pos];
        reader.pos = fieldEnd;
      } else if (tag !== ATTRIBUTES_TAG && tag >>> 3 <= EXEMPLAR_FIELDS && tag >>> 3 !== 1) {
        throw wrongWireType(tag, "Exemplar");
      } else reader.skip(tag, end);
    }
  }

  #write(reader: ProtoReader, end: number): void {
    const [times, values, traces, spans, attributes] = this.#column.parts as [
      ByteSink,
      ByteSink,
      ByteSink,
      ByteSink,
      ByteSink,
    ];
    times.putUint64(this.#time.low, this.#time.high);
    bits.setFloat64(0, this.#value, true);
    values.putUint64(bits.getUint32(0, true), bits.getUint32(4, true));
    putId(traces, reader, this.#traceAt, this.#traceSize === 16 ? 16 : 0, 16);
    putId(spans, reader, this.#spanAt, this.#spanSize === 8 ? 8 : 0, 8);
    const texts = end - reader.pos > MAX_ATTRIBUTE_BYTES ? [] : readAttributes(reader, end, ATTRIBUTES_TAG);
    const text = JSON.stringify(Object.fromEntries(texts.map(({ key, value }) => [key, value])));
    const bytes = byteSource(utf8.encode(text));
    attributes.putString(bytes, 0, bytes.bytes.length);
  }
}

/** An id, or as many zero bytes where there is none. */
function putId(out: ByteSink, reader: ProtoReader, at: number, size: number, width: number): void {
  if (size > 0) out.putRange(reader.source, at, at + size);
  else for (let index = 0; index < width; index += 8) out.putUint64(0, 0);
}
