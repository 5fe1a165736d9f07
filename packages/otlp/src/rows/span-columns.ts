import { SPANS_COLUMNS, type SpansColumnName } from "@plimsoll/telemetry";
import { ColumnBlock } from "../columns/column-block.ts";
import {
  ByteColumn,
  type Column,
  ConstantColumn,
  DictionaryColumn,
  MapColumn,
  StringColumn,
  WordColumn,
} from "../columns/columns.ts";

/** Fixed-width columns, and an index of one byte for each dictionary. */
const BYTES_A_ROW = 4 + 8 + 8 + 16 + 8 + 8 + 2 + 4 * 4 + 4 * 8 + 7;

/** The columns of the table `spans` while a block is being filled. */
export class SpanColumns extends ColumnBlock {
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

  constructor() {
    super();
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
    this.setColumns(
      SPANS_COLUMNS.map(({ name, type }) => ({ name, type, column: byName[name] })),
      BYTES_A_ROW,
    );
  }
}
