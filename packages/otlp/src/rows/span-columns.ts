import { SPANS_COLUMNS, type SpansColumnName } from "@plimsoll/telemetry";
import {
  ByteColumn,
  type Column,
  ConstantColumn,
  DictionaryColumn,
  MapColumn,
  StringColumn,
  WordColumn,
} from "../columns/columns.ts";
import { shortString, statePrefix } from "../columns/native-encoding.ts";
import { ByteSink } from "../wire/byte-sink.ts";

const INITIAL_ROWS = 4096;

/** The columns of the table `spans` while a block is being filled. */
export class SpanColumns {
  readonly projectId = new DictionaryColumn();
  readonly receivedAt = new ConstantColumn();
  readonly ts = new WordColumn(2);
  readonly duration = new WordColumn(2);
  readonly traceId = new WordColumn(4);
  readonly spanId = new WordColumn(2);
  readonly parentSpanId = new WordColumn(2);
  readonly service = new DictionaryColumn();
  readonly name = new DictionaryColumn();
  readonly kind = new ByteColumn();
  readonly status = new ByteColumn();
  readonly statusMessage = new StringColumn();
  readonly traceState = new StringColumn();
  readonly flags = new WordColumn(1);
  readonly resource = new DictionaryColumn();
  readonly scope = new DictionaryColumn();
  readonly attrStr = new MapColumn();
  readonly attrInt = new MapColumn();
  readonly attrDouble = new MapColumn();
  readonly attrOther = new MapColumn();
  readonly events = new StringColumn();
  readonly links = new StringColumn();
  readonly exceptionType = new DictionaryColumn();
  readonly peer = new DictionaryColumn();
  readonly droppedAttributes = new WordColumn(1);
  readonly droppedEvents = new WordColumn(1);
  readonly droppedLinks = new WordColumn(1);

  rows = 0;
  /** Rows there is room for. */
  capacity = 0;
  #markedRows = 0;
  readonly #all: { column: Column; header: Uint8Array }[];

  constructor() {
    const byName: Record<SpansColumnName, Column> = {
      project_id: this.projectId,
      received_at: this.receivedAt,
      ts: this.ts,
      duration_ns: this.duration,
      trace_id: this.traceId,
      span_id: this.spanId,
      parent_span_id: this.parentSpanId,
      service: this.service,
      name: this.name,
      kind: this.kind,
      status: this.status,
      status_message: this.statusMessage,
      trace_state: this.traceState,
      flags: this.flags,
      resource: this.resource,
      scope: this.scope,
      attr_str: this.attrStr,
      attr_int: this.attrInt,
      attr_double: this.attrDouble,
      attr_other: this.attrOther,
      events: this.events,
      links: this.links,
      exception_type: this.exceptionType,
      peer: this.peer,
      dropped_attributes: this.droppedAttributes,
      dropped_events: this.droppedEvents,
      dropped_links: this.droppedLinks,
    };
    this.#all = SPANS_COLUMNS.map(({ name, type }) => ({ column: byName[name], header: columnHeader(name, type) }));
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
    let bytes = this.rows * BYTES_A_ROW;
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

/** Fixed-width columns, and an index of one byte for each dictionary. */
const BYTES_A_ROW = 4 + 8 + 8 + 16 + 8 + 8 + 2 + 4 * 4 + 4 * 8 + 7;

function columnHeader(name: string, type: string): Uint8Array {
  return Buffer.concat([shortString(name), shortString(type), statePrefix(type)]);
}
