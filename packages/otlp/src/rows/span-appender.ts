import { ANY_DOUBLE, ANY_INT, ANY_STRING, putSeparator, writeAnyValue } from "../json/any-value-json.ts";
import { JsonSink, literal } from "../json/json-sink.ts";
import type { MapColumn, StringColumn } from "../columns/columns.ts";
import { ByteSink } from "../wire/byte-sink.ts";
import { type ProtoReader, wrongWireType } from "../wire/proto-reader.ts";
import { PeerAttributes } from "./peer.ts";
import type { SpanColumns } from "./span-columns.ts";
import type { SpanFields } from "./span-fields.ts";
import { findText, writeEvent, writeLink } from "./span-parts-json.ts";
import { WellKnownKeys } from "./well-known-keys.ts";

const EXCEPTION = literal("exception");
const EXCEPTION_TYPE = literal("exception.type");
const KIND_CLIENT = 3;
const KIND_PRODUCER = 4;
const LARGEST_KIND = 5;
const LARGEST_STATUS = 2;
const LIST_OPEN = 0x5b;
const LIST_CLOSE = 0x5d;

/** What all spans under one scope have in common: numbers in the dictionaries of their columns. */
export interface SpanContext {
  projectId: number;
  resource: number;
  service: number;
  scope: number;
}

/** Appends spans, whose ids and times have been checked, to the columns. */
export class SpanAppender {
  readonly #columns: SpanColumns;
  readonly #reader: ProtoReader;
  readonly #json = new JsonSink(4096);
  readonly #peerText = new ByteSink(512);
  readonly #peer = new PeerAttributes();
  readonly #keys: WellKnownKeys;
  #valueStart = 0;
  #valueEnd = 0;

  constructor(columns: SpanColumns, reader: ProtoReader) {
    this.#columns = columns;
    this.#reader = reader;
    this.#keys = new WellKnownKeys(columns.attrStr.dictionary);
  }

  append(fields: SpanFields, context: SpanContext): void {
    const columns = this.#columns;
    if (columns.rows === columns.capacity) columns.grow();
    const row = columns.rows;
    this.#appendIds(fields, row);
    this.#appendTimes(fields, row);
    columns.projectId.ids[row] = context.projectId;
    columns.resource.ids[row] = context.resource;
    columns.service.ids[row] = context.service;
    columns.scope.ids[row] = context.scope;
    const { source } = this.#reader;
    columns.name.ids[row] = columns.name.dictionary.idOf(source, fields.nameStart, fields.nameEnd);
    columns.kind.bytes[row] = fields.kind > LARGEST_KIND ? 0 : fields.kind;
    columns.status.bytes[row] = fields.statusCode > LARGEST_STATUS ? 0 : fields.statusCode;
    columns.statusMessage.text.putString(source, fields.statusMessageStart, fields.statusMessageEnd);
    columns.traceState.text.putString(source, fields.traceStateStart, fields.traceStateEnd);
    columns.flags.words[row] = fields.flags;
    columns.droppedAttributes.words[row] = fields.droppedAttributes;
    columns.droppedEvents.words[row] = fields.droppedEvents;
    columns.droppedLinks.words[row] = fields.droppedLinks;
    this.#appendAttributes(fields, row);
    this.#appendPeer(fields, row);
    columns.exceptionType.ids[row] = this.#appendEvents(fields);
    this.#appendLinks(fields);
    columns.rows = row + 1;
  }

  /** To be called after a rollback or reset of the columns. */
  forgetKeys(): void {
    this.#keys.forget(this.#columns.attrStr.dictionary.size === 1 ? 0 : this.#columns.attrStr.dictionary.size);
  }

  #appendIds(fields: SpanFields, row: number): void {
    const { view } = this.#reader.source;
    const columns = this.#columns;
    const trace = columns.traceId.words;
    trace[row * 4] = view.getUint32(fields.traceIdAt, true);
    trace[row * 4 + 1] = view.getUint32(fields.traceIdAt + 4, true);
    trace[row * 4 + 2] = view.getUint32(fields.traceIdAt + 8, true);
    trace[row * 4 + 3] = view.getUint32(fields.traceIdAt + 12, true);
    const span = columns.spanId.words;
    span[row * 2] = view.getUint32(fields.spanIdAt, true);
    span[row * 2 + 1] = view.getUint32(fields.spanIdAt + 4, true);
    const parent = columns.parentSpanId.words;
    const hasParent = fields.parentSize === 8;
    parent[row * 2] = hasParent ? view.getUint32(fields.parentAt, true) : 0;
    parent[row * 2 + 1] = hasParent ? view.getUint32(fields.parentAt + 4, true) : 0;
  }

  #appendTimes(fields: SpanFields, row: number): void {
    const ts = this.#columns.ts.words;
    ts[row * 2] = fields.startLow;
    ts[row * 2 + 1] = fields.startHigh;
    const low = fields.endLow - fields.startLow;
    const high = fields.endHigh - fields.startHigh - (low < 0 ? 1 : 0);
    const duration = this.#columns.duration.words;
    duration[row * 2] = high < 0 ? 0 : low;
    duration[row * 2 + 1] = high < 0 ? 0 : high;
  }

  #appendAttributes(fields: SpanFields, row: number): void {
    this.#peer.clear();
    const { attributes } = fields;
    for (let index = 0; index < attributes.count; index++) {
      this.#appendAttribute(attributes.start(index), attributes.end(index));
    }
    const columns = this.#columns;
    columns.attrStr.ends[row] = columns.attrStr.entries;
    columns.attrInt.ends[row] = columns.attrInt.entries;
    columns.attrDouble.ends[row] = columns.attrDouble.entries;
    columns.attrOther.ends[row] = columns.attrOther.entries;
  }

  /** One KeyValue. Of a key or value that comes twice the last counts. */
  #appendAttribute(start: number, end: number): void {
    const reader = this.#reader;
    reader.pos = start;
    let keyStart = 0;
    let keyEnd = 0;
    this.#valueStart = 0;
    this.#valueEnd = 0;
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) {
        keyEnd = reader.delimited(end);
        keyStart = reader.pos;
        reader.pos = keyEnd;
      } else if (tag === 0x12) {
        this.#valueEnd = reader.delimited(end);
        this.#valueStart = reader.pos;
        reader.pos = this.#valueEnd;
      } else if (tag >>> 3 < 3) throw wrongWireType(tag, "KeyValue");
      else reader.skip(tag, end);
    }
    this.#appendValue(keyStart, keyEnd);
  }

  #appendValue(keyStart: number, keyEnd: number): void {
    const reader = this.#reader;
    const { source } = reader;
    const columns = this.#columns;
    const end = this.#valueEnd;
    const tag = this.#lastMember(end);
    if (tag === ANY_STRING) {
      const id = columns.attrStr.putKey(source, keyStart, keyEnd);
      const textEnd = reader.delimited(end);
      columns.attrStr.values.putString(source, reader.pos, textEnd);
      const bit = this.#keys.bitOf(id);
      if (bit !== 0) this.#peer.note(bit, reader.pos, textEnd);
    } else if (tag === ANY_INT) {
      columns.attrInt.putKey(source, keyStart, keyEnd);
      reader.int64(end);
      columns.attrInt.values.putUint64(reader.low, reader.high);
    } else if (tag === ANY_DOUBLE) {
      columns.attrDouble.putKey(source, keyStart, keyEnd);
      reader.fixed64(end);
      columns.attrDouble.values.putUint64(reader.low, reader.high);
    } else this.#appendOther(columns.attrOther, keyStart, keyEnd);
  }

  #appendOther(column: MapColumn, keyStart: number, keyEnd: number): void {
    const reader = this.#reader;
    column.putKey(reader.source, keyStart, keyEnd);
    this.#json.length = 0;
    reader.pos = this.#valueStart;
    writeAnyValue(reader, this.#valueEnd, this.#json);
    column.values.putSinkAsString(this.#json);
  }

  /** The tag of the value's member; `reader.pos` is then behind that tag. 0 for a value without any. */
  #lastMember(end: number): number {
    const reader = this.#reader;
    reader.pos = this.#valueStart;
    let found = 0;
    let at = reader.pos;
    while (reader.pos < end) {
      const tag = reader.tag(end);
      const behindTag = reader.pos;
      reader.skip(tag, end);
      if (tag >>> 3 > 7) continue;
      found = tag;
      at = behindTag;
    }
    reader.pos = at;
    return found;
  }

  #appendPeer(fields: SpanFields, row: number): void {
    const { peer } = this.#columns;
    peer.ids[row] = 0;
    if (fields.kind !== KIND_CLIENT && fields.kind !== KIND_PRODUCER) return;
    this.#peer.write(this.#reader.source, this.#peerText);
    peer.ids[row] = peer.dictionary.idOf(this.#peerText, 0, this.#peerText.length);
  }

  /** Appends the events' JSON and answers the exception type's number: that of the last event named "exception". */
  #appendEvents(fields: SpanFields): number {
    const { events: column, exceptionType } = this.#columns;
    const { events } = fields;
    if (events.count === 0) {
      column.text.putByte(0);
      return 0;
    }
    const reader = this.#reader;
    let exception = 0;
    this.#openList();
    for (let index = 0; index < events.count; index++) {
      putSeparator(this.#json, 1);
      reader.pos = events.start(index);
      const name = writeEvent(reader, events.end(index), this.#json);
      if (Buffer.compare(reader.source.bytes.subarray(name.start, name.end), EXCEPTION) !== 0) continue;
      const message = { start: events.start(index), end: events.end(index), attributeTag: 0x1a };
      const type = findText(reader, message, EXCEPTION_TYPE);
      exception = type === null ? 0 : exceptionType.dictionary.idOf(type.source, type.start, type.end);
    }
    this.#closeList(column);
    return exception;
  }

  #appendLinks(fields: SpanFields): void {
    const { links: column } = this.#columns;
    const { links } = fields;
    if (links.count === 0) {
      column.text.putByte(0);
      return;
    }
    this.#openList();
    for (let index = 0; index < links.count; index++) {
      putSeparator(this.#json, 1);
      this.#reader.pos = links.start(index);
      writeLink(this.#reader, links.end(index), this.#json);
    }
    this.#closeList(column);
  }

  #openList(): void {
    this.#json.length = 0;
    this.#json.putByte(LIST_OPEN);
  }
  #closeList(column: StringColumn): void {
    this.#json.putByte(LIST_CLOSE);
    column.text.putSinkAsString(this.#json);
  }
}
