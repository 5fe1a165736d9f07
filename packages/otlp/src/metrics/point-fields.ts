import { WideList } from "../columns/array-columns.ts";
import { Ranges } from "../rows/span-fields.ts";
import { MalformedRequest } from "../wire/malformed-request.ts";
import { type ProtoReader, WIRE_FIXED64, wrongWireType } from "../wire/proto-reader.ts";
import { KIND } from "./metric-header.ts";

/** More buckets or quantiles than any instrument needs: exponential histograms have 160, long explicit ones 200. */
export const MAX_BUCKETS = 2_048;
const bits = new DataView(new ArrayBuffer(8));

/** Where fields are that every kind of point has, but under different numbers. */
interface Layout {
  message: string;
  attributes: number;
  exemplars: number;
  flags: number;
  largestField: number;
}
const NUMBER: Layout = { message: "NumberDataPoint", attributes: 0x3a, exemplars: 0x2a, flags: 0x40, largestField: 8 };
const LAYOUTS: readonly Layout[] = [
  NUMBER,
  NUMBER,
  NUMBER,
  { message: "HistogramDataPoint", attributes: 0x4a, exemplars: 0x42, flags: 0x50, largestField: 12 },
  { message: "ExponentialHistogramDataPoint", attributes: 0x0a, exemplars: 0x5a, flags: 0x50, largestField: 14 },
  { message: "SummaryDataPoint", attributes: 0x3a, exemplars: -1, flags: 0x40, largestField: 8 },
];

/** One data point of any kind as numbers and offsets into the request; one instance is filled again and again. */
export class PointFields {
  startLow = 0;
  startHigh = 0;
  timeLow = 0;
  timeHigh = 0;
  flags = 0;
  /** Value of a number; sum of a histogram or summary. */
  value = 0;
  hasValue = false;
  countLow = 0;
  countHigh = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  scale = 0;
  zeroLow = 0;
  zeroHigh = 0;
  zeroThreshold = 0;
  readonly bounds = new WideList(MAX_BUCKETS);
  readonly counts = new WideList(MAX_BUCKETS);
  countsOffset = 0;
  readonly negativeCounts = new WideList(MAX_BUCKETS);
  negativeOffset = 0;
  readonly quantiles = new WideList(MAX_BUCKETS);
  /** Runs of attributes that follow each other, tags included: one run for all senders known. */
  readonly attributes = new Ranges();
  readonly exemplars = new Ranges();

  /** Reads the point at `reader.pos`. A singular field that comes twice: the last wins. */
  read(reader: ProtoReader, end: number, kind: number): void {
    this.#clear(kind);
    const layout = LAYOUTS[kind] ?? NUMBER;
    let runEnd = -1;
    while (reader.pos < end) {
      const tagAt = reader.pos;
      const tag = reader.tag(end);
      if (tag === layout.attributes) {
        reader.pos = reader.delimited(end);
        if (runEnd === tagAt) this.attributes.extendLast(reader.pos);
        else this.attributes.add(tagAt, reader.pos);
        runEnd = reader.pos;
      } else if (tag === 0x19) {
        reader.fixed64(end);
        this.timeLow = reader.low;
        this.timeHigh = reader.high;
      } else if (tag === 0x11) {
        reader.fixed64(end);
        this.startLow = reader.low;
        this.startHigh = reader.high;
      } else if (tag === layout.exemplars) {
        const fieldEnd = reader.delimited(end);
        this.exemplars.add(reader.pos, fieldEnd);
        reader.pos = fieldEnd;
      } else if (tag === layout.flags) this.flags = reader.uint32(end);
      else if (!this.#readOwn(kind, tag, reader, end)) {
        if (tag >>> 3 <= layout.largestField) throw wrongWireType(tag, layout.message);
        reader.skip(tag, end);
      }
    }
  }

  /** Reads a field that only this kind has; false when it is none of them. */
  #readOwn(kind: number, tag: number, reader: ProtoReader, end: number): boolean {
    if (kind <= KIND.sum) return this.#readNumber(tag, reader, end);
    if (tag === 0x21) {
      reader.fixed64(end);
      this.countLow = reader.low;
      this.countHigh = reader.high;
      return true;
    }
    if (tag === 0x29) {
      this.value = readDouble(reader, end);
      return true;
    }
    if (kind === KIND.histogram) return this.#readHistogram(tag, reader, end);
    if (kind === KIND.exponential) return this.#readExponential(tag, reader, end);
    if (tag !== 0x32) return false;
    this.#readQuantile(reader, reader.delimited(end));
    return true;
  }

  #readNumber(tag: number, reader: ProtoReader, end: number): boolean {
    if (tag === 0x21) this.value = readDouble(reader, end);
    else if (tag === 0x31) {
      reader.fixed64(end);
      this.value = (reader.high | 0) * 0x1_0000_0000 + reader.low;
    } else return false;
    this.hasValue = true;
    return true;
  }

  #readHistogram(tag: number, reader: ProtoReader, end: number): boolean {
    if (tag === 0x32 || tag === 0x31) readFixed64s(tag, reader, end, this.counts);
    else if (tag === 0x3a || tag === 0x39) readFixed64s(tag, reader, end, this.bounds);
    else if (tag === 0x59) this.min = readDouble(reader, end);
    else if (tag === 0x61) this.max = readDouble(reader, end);
    else return false;
    return true;
  }

  #readExponential(tag: number, reader: ProtoReader, end: number): boolean {
    if (tag === 0x30) this.scale = readSint32(reader, end);
    else if (tag === 0x39) {
      reader.fixed64(end);
      this.zeroLow = reader.low;
      this.zeroHigh = reader.high;
    } else if (tag === 0x42) this.countsOffset = readBuckets(reader, reader.delimited(end), this.counts);
    else if (tag === 0x4a) this.negativeOffset = readBuckets(reader, reader.delimited(end), this.negativeCounts);
    else if (tag === 0x61) this.min = readDouble(reader, end);
    else if (tag === 0x69) this.max = readDouble(reader, end);
    else if (tag === 0x71) this.zeroThreshold = readDouble(reader, end);
    else return false;
    return true;
  }

  #readQuantile(reader: ProtoReader, end: number): void {
    let quantile = 0;
    let value = 0;
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x09) quantile = readDouble(reader, end);
      else if (tag === 0x11) value = readDouble(reader, end);
      else if (tag >>> 3 <= 2) throw wrongWireType(tag, "ValueAtQuantile");
      else reader.skip(tag, end);
    }
    // A quantile of no observations is NaN: there is nothing to keep.
    if (Number.isNaN(value)) return;
    addDouble(this.bounds, quantile);
    addDouble(this.quantiles, value);
  }

  #clear(kind: number): void {
    this.startLow = this.startHigh = this.timeLow = this.timeHigh = this.flags = 0;
    this.value = 0;
    this.hasValue = kind > KIND.sum;
    this.attributes.count = this.exemplars.count = 0;
    this.countLow = this.countHigh = this.scale = this.zeroLow = this.zeroHigh = this.zeroThreshold = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
    this.bounds.length = this.counts.length = this.negativeCounts.length = this.quantiles.length = 0;
    this.countsOffset = this.negativeOffset = 0;
  }
}

function readDouble(reader: ProtoReader, end: number): number {
  reader.fixed64(end);
  return reader.source.view.getFloat64(reader.pos - 8, true);
}

function readSint32(reader: ProtoReader, end: number): number {
  const zigzag = reader.uint32(end);
  return (zigzag >>> 1) ^ -(zigzag & 1);
}

/** One number, or many packed. */
function readFixed64s(tag: number, reader: ProtoReader, end: number, list: WideList): void {
  const isPacked = (tag & 7) !== WIRE_FIXED64;
  const stop = isPacked ? reader.delimited(end) : end;
  do {
    if (isPacked && reader.pos === stop) return;
    reader.fixed64(stop);
    list.add(reader.low, reader.high);
  } while (isPacked);
}

/** Reads the Buckets at `reader.pos` and answers their offset; Buckets that come twice are merged as protobuf demands. */
function readBuckets(reader: ProtoReader, end: number, list: WideList): number {
  let offset = 0;
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 0x08) offset = readSint32(reader, end);
    else if (tag === 0x10) {
      reader.int64(end);
      list.add(reader.low, reader.high);
    } else if (tag === 0x12) {
      const stop = reader.delimited(end);
      while (reader.pos < stop) {
        reader.int64(stop);
        list.add(reader.low, reader.high);
      }
    } else if (tag >>> 3 <= 2) throw new MalformedRequest(`unexpected tag ${tag} in Buckets`);
    else reader.skip(tag, end);
  }
  return offset;
}

function addDouble(list: WideList, value: number): void {
  bits.setFloat64(0, value, true);
  list.add(bits.getUint32(0, true), bits.getUint32(4, true));
}
