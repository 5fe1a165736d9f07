import { MalformedRequest } from "../wire/malformed-request.ts";
import { type ProtoReader, WIRE_BYTES, wrongWireType } from "../wire/proto-reader.ts";

/** The store's numbers for what an instrument gives. */
export const KIND = { gauge: 1, sum: 2, histogram: 3, exponential: 4, summary: 5 } as const;
export const DELTA = 1;
export const CUMULATIVE = 2;

/** Tags of Metric's data fields, 5, 7, 9, 10 and 11. */
const KIND_BY_TAG = new Map<number, number>([
  [0x2a, KIND.gauge],
  [0x3a, KIND.sum],
  [0x4a, KIND.histogram],
  [0x52, KIND.exponential],
  [0x5a, KIND.summary],
]);
const LARGEST_KNOWN_FIELD = 12;
const METADATA_FIELD = 12;

/** What a Metric says about all of its points; one instance is filled again and again. */
export class MetricHeader {
  nameStart = 0;
  nameEnd = 0;
  descriptionStart = 0;
  descriptionEnd = 0;
  unitStart = 0;
  unitEnd = 0;
  /** 0 for a metric without data, or of a kind that is not known. */
  kind = 0;
  dataStart = 0;
  dataEnd = 0;
  temporality = 0;
  monotonic = 0;

  /** Reads the Metric at `reader.pos`; of several data fields the last counts. */
  read(reader: ProtoReader, end: number): void {
    this.nameStart = this.nameEnd = this.descriptionStart = this.descriptionEnd = this.unitStart = this.unitEnd = 0;
    this.kind = this.dataStart = this.dataEnd = this.temporality = this.monotonic = 0;
    while (reader.pos < end) {
      const tag = reader.tag(end);
      const field = tag >>> 3;
      if (field > LARGEST_KNOWN_FIELD || field === METADATA_FIELD) reader.skip(tag, end);
      else if ((tag & 7) !== WIRE_BYTES) throw wrongWireType(tag, "Metric");
      else this.#readField(tag, reader, end);
    }
    reader.pos = this.dataStart;
    this.#readData(reader);
  }

  #readField(tag: number, reader: ProtoReader, end: number): void {
    const fieldEnd = reader.delimited(end);
    const start = reader.pos;
    reader.pos = fieldEnd;
    const kind = KIND_BY_TAG.get(tag);
    if (kind !== undefined) [this.kind, this.dataStart, this.dataEnd] = [kind, start, fieldEnd];
    else if (tag === 0x0a) [this.nameStart, this.nameEnd] = [start, fieldEnd];
    else if (tag === 0x12) [this.descriptionStart, this.descriptionEnd] = [start, fieldEnd];
    else if (tag === 0x1a) [this.unitStart, this.unitEnd] = [start, fieldEnd];
  }

  /** Temporality and monotony may come after the points. */
  #readData(reader: ProtoReader): void {
    const end = this.dataEnd;
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x10) this.temporality = reader.uint32(end);
      else if (tag === 0x18 && this.kind === KIND.sum) this.monotonic = reader.uint32(end) === 0 ? 0 : 1;
      else if (tag >>> 3 === 1 && tag !== 0x0a) throw wrongWireType(tag, "data of a metric");
      else if (tag === 0x12 || tag === 0x1a) throw new MalformedRequest(`unexpected tag ${tag} in data of a metric`);
      else reader.skip(tag, end);
    }
    // These have no temporality on the wire: a gauge none, a summary counts since its start.
    if (this.kind === KIND.gauge) this.temporality = 0;
    if (this.kind === KIND.summary) this.temporality = CUMULATIVE;
  }
}
