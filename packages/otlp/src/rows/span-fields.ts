import { MalformedRequest } from "../wire/malformed-request.ts";
import { type ProtoReader, wrongWireType } from "../wire/proto-reader.ts";

const LARGEST_KNOWN_FIELD = 16;

/** Start and end offsets of several fields of one kind. */
export class Ranges {
  count = 0;
  #offsets = new Int32Array(128);

  add(start: number, end: number): void {
    const at = this.count * 2;
    if (at === this.#offsets.length) {
      const grown = new Int32Array(at * 2);
      grown.set(this.#offsets);
      this.#offsets = grown;
    }
    this.#offsets[at] = start;
    this.#offsets[at + 1] = end;
    this.count++;
  }
  /** Moves the end of the range that was added last. */
  extendLast(end: number): void {
    this.#offsets[this.count * 2 - 1] = end;
  }
  start(index: number): number {
    return this.#offsets[index * 2] as number;
  }
  end(index: number): number {
    return this.#offsets[index * 2 + 1] as number;
  }
}

/** The fields of one Span as numbers and offsets into the request; one instance is filled again and again. */
export class SpanFields {
  traceIdAt = 0;
  traceIdSize = 0;
  spanIdAt = 0;
  spanIdSize = 0;
  parentAt = 0;
  parentSize = 0;
  traceStateStart = 0;
  traceStateEnd = 0;
  nameStart = 0;
  nameEnd = 0;
  kind = 0;
  flags = 0;
  startLow = 0;
  startHigh = 0;
  endLow = 0;
  endHigh = 0;
  droppedAttributes = 0;
  droppedEvents = 0;
  droppedLinks = 0;
  statusCode = 0;
  statusMessageStart = 0;
  statusMessageEnd = 0;
  readonly attributes = new Ranges();
  readonly events = new Ranges();
  readonly links = new Ranges();

  /** Reads the Span at `reader.pos`. A singular field that comes twice: the last wins; Status is merged. */
  read(reader: ProtoReader, end: number): void {
    this.#clear();
    while (reader.pos < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x4a:
          this.#readRange(reader, end, this.attributes);
          break;
        case 0x39:
          reader.fixed64(end);
          this.startLow = reader.low;
          this.startHigh = reader.high;
          break;
        case 0x41:
          reader.fixed64(end);
          this.endLow = reader.low;
          this.endHigh = reader.high;
          break;
        case 0x30:
          this.kind = reader.uint32(end);
          break;
        case 0x5a:
          this.#readRange(reader, end, this.events);
          break;
        case 0x6a:
          this.#readRange(reader, end, this.links);
          break;
        case 0x7a:
          this.#readStatus(reader, reader.delimited(end));
          break;
        case 0x85:
          this.flags = reader.fixed32(end);
          break;
        default:
          this.#readText(tag, reader, end);
      }
    }
  }

  #readText(tag: number, reader: ProtoReader, end: number): void {
    if ((tag & 7) !== 2 || tag > 0x2a) {
      this.#readCount(tag, reader, end);
      return;
    }
    const fieldEnd = reader.delimited(end);
    const start = reader.pos;
    reader.pos = fieldEnd;
    switch (tag) {
      case 0x0a:
        this.traceIdAt = start;
        this.traceIdSize = fieldEnd - start;
        break;
      case 0x12:
        this.spanIdAt = start;
        this.spanIdSize = fieldEnd - start;
        break;
      case 0x1a:
        this.traceStateStart = start;
        this.traceStateEnd = fieldEnd;
        break;
      case 0x22:
        this.parentAt = start;
        this.parentSize = fieldEnd - start;
        break;
      case 0x2a:
        this.nameStart = start;
        this.nameEnd = fieldEnd;
        break;
      default:
        throw new MalformedRequest(`unexpected tag ${tag} in Span`);
    }
  }

  #readCount(tag: number, reader: ProtoReader, end: number): void {
    if (tag === 0x50) this.droppedAttributes = reader.uint32(end);
    else if (tag === 0x60) this.droppedEvents = reader.uint32(end);
    else if (tag === 0x70) this.droppedLinks = reader.uint32(end);
    else if (tag >>> 3 <= LARGEST_KNOWN_FIELD) throw wrongWireType(tag, "Span");
    else reader.skip(tag, end);
  }

  #readStatus(reader: ProtoReader, end: number): void {
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x12) {
        this.statusMessageEnd = reader.delimited(end);
        this.statusMessageStart = reader.pos;
        reader.pos = this.statusMessageEnd;
      } else if (tag === 0x18) this.statusCode = reader.uint32(end);
      else if (tag >>> 3 === 2 || tag >>> 3 === 3) throw wrongWireType(tag, "Status");
      else reader.skip(tag, end);
    }
  }

  #readRange(reader: ProtoReader, end: number, ranges: Ranges): void {
    const fieldEnd = reader.delimited(end);
    ranges.add(reader.pos, fieldEnd);
    reader.pos = fieldEnd;
  }

  #clear(): void {
    this.traceIdSize = this.spanIdSize = this.parentSize = 0;
    this.traceStateStart = this.traceStateEnd = 0;
    this.nameStart = this.nameEnd = 0;
    this.kind = this.flags = 0;
    this.startLow = this.startHigh = this.endLow = this.endHigh = 0;
    this.droppedAttributes = this.droppedEvents = this.droppedLinks = 0;
    this.statusCode = this.statusMessageStart = this.statusMessageEnd = 0;
    this.attributes.count = this.events.count = this.links.count = 0;
  }
}
