import { byteAt, byteSource, type ByteSource } from "./wire/byte-sink.ts";
import { ProtoReader, wrongWireType } from "./wire/proto-reader.ts";
import { Rejections, SPAN_REASONS, type SpanReason } from "./rows/rejections.ts";
import { type AppendResult, identifyRows, type SpanReference } from "./rows/request-identity.ts";
import { ResourceMemo, ScopeMemo } from "./rows/resource-memo.ts";
import { SpanAppender, type SpanContext } from "./rows/span-appender.ts";
import { SpanColumns } from "./rows/span-columns.ts";
import { SpanFields } from "./rows/span-fields.ts";
import type { TextRange } from "./rows/span-parts-json.ts";

/** Upper word of 2106-02-07 in nanoseconds: beyond it the store's seconds of 32 bits end. */
const END_OF_TIME_HIGH = 0x3b9ac9ff;
const utf8 = new TextEncoder();

/**
 * Spans of many requests on their way into one block of the table `spans`.
 *
 * `append` takes an ExportTraceServiceRequest in protobuf and is all or nothing: when it throws MalformedRequest, the
 * batch is as before. `toNative` gives the block in ClickHouse's Native format. The memory is kept over `reset`.
 * Requests follow https://github.com/open-telemetry/opentelemetry-proto, trace.proto; unknown fields are ignored, known
 * fields with a wrong wire type are malformed, invalid UTF-8 is replaced by U+FFFD rather than refused, because the rest
 * of the request is worth keeping.
 */
export class SpanBatch {
  readonly #columns = new SpanColumns();
  readonly #reader = new ProtoReader();
  readonly #fields = new SpanFields();
  readonly #appender = new SpanAppender(this.#columns, this.#reader);
  readonly #resources = new ResourceMemo(this.#columns.resource, this.#columns.service);
  readonly #scopes = new ScopeMemo(this.#columns.scope);
  readonly #rejections = new Rejections(SPAN_REASONS, "span");
  readonly #context: SpanContext = { projectId: 0, resource: 0, service: 0, scope: 0 };
  #newestHigh = 0;

  get rowCount(): number {
    return this.#columns.rows;
  }
  /** About as many bytes as the block will have. */
  get byteSize(): number {
    return this.#columns.byteSize() + this.#resources.bytes() + this.#scopes.bytes();
  }

  /**
   * Appends the spans of one request. `receivedAt` (Unix milliseconds) of the first request since `reset` is the
   * arrival time of the whole block, so that a block never spans two partitions.
   */
  append(request: Uint8Array, projectId: string, receivedAt: number): AppendResult<SpanReference> {
    const columns = this.#columns;
    this.#mark();
    if (columns.rows === 0) columns.receivedAt.value = Math.floor(receivedAt / 1000);
    this.#rejections.clear();
    this.#newestHigh = 0;
    const before = columns.rows;
    try {
      const project = byteSource(utf8.encode(projectId));
      this.#context.projectId = columns.projectId.dictionary.idOf(project, 0, project.bytes.length);
      this.#walkRequest(byteSource(request));
    } catch (error) {
      this.undoLast();
      throw error;
    }
    const accepted = columns.rows - before;
    const { total: rejected } = this.#rejections;
    const identity = accepted === 0 ? null : identifyRows(columns, [before, columns.rows], projectId, this.#newestHigh);
    return { accepted, rejected, message: this.#rejections.message(), identity };
  }

  /** Takes the spans of the last `append` out again. */
  undoLast(): void {
    this.#columns.rollback();
    this.#resources.rollback();
    this.#scopes.rollback();
    this.#appender.forgetKeys();
  }

  /** The block, in pieces that share memory with this batch: valid until the next `append` or `reset`. */
  toNative(): Uint8Array[] {
    return this.#columns.toNative();
  }

  reset(): void {
    this.#columns.reset();
    this.#resources.reset();
    this.#scopes.reset();
    this.#appender.forgetKeys();
  }

  #mark(): void {
    this.#columns.mark();
    this.#resources.mark();
    this.#scopes.mark();
  }

  #walkRequest(source: ByteSource): void {
    const reader = this.#reader;
    const end = source.bytes.length;
    reader.open(source);
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) this.#walkResourceSpans(reader.delimited(end));
      else if (tag >>> 3 === 1) throw wrongWireType(tag, "ExportTraceServiceRequest");
      else reader.skip(tag, end);
    }
  }

  /** Twice over the fields: the resource may come after the spans it belongs to. */
  #walkResourceSpans(end: number): void {
    const reader = this.#reader;
    const start = reader.pos;
    const schemaUrl = this.#collect(this.#resources, end, "ResourceSpans");
    const id = this.#resources.finish(schemaUrl);
    this.#context.resource = this.#resources.resourceIds[id] ?? 0;
    this.#context.service = this.#resources.serviceIds[id] ?? 0;
    reader.pos = start;
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x12) this.#walkScopeSpans(reader.delimited(end));
      else reader.skip(tag, end);
    }
  }

  #walkScopeSpans(end: number): void {
    const reader = this.#reader;
    const start = reader.pos;
    const schemaUrl = this.#collect(this.#scopes, end, "ScopeSpans");
    this.#context.scope = this.#scopes.scopeIds[this.#scopes.finish(schemaUrl)] ?? 0;
    reader.pos = start;
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x12) this.#takeSpan(reader.delimited(end));
      else reader.skip(tag, end);
    }
  }

  /** Field 1 into `memo`, and the place of field 3; both ResourceSpans and ScopeSpans are built so. */
  #collect(memo: ResourceMemo | ScopeMemo, end: number, message: string): TextRange {
    const reader = this.#reader;
    const schemaUrl = { source: reader.source, start: 0, end: 0 };
    memo.begin();
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) memo.addPiece(reader, reader.delimited(end));
      else if (tag === 0x1a) {
        schemaUrl.end = reader.delimited(end);
        schemaUrl.start = reader.pos;
        reader.pos = schemaUrl.end;
      } else if (tag >>> 3 <= 3 && tag !== 0x12) throw wrongWireType(tag, message);
      else reader.skip(tag, end);
    }
    return schemaUrl;
  }

  #takeSpan(end: number): void {
    const fields = this.#fields;
    fields.read(this.#reader, end);
    const reason = this.#reasonToReject(fields);
    if (reason === null) {
      this.#appender.append(fields, this.#context);
      const high = Math.max(fields.endHigh, fields.startHigh);
      if (high > this.#newestHigh) this.#newestHigh = high;
    } else this.#rejections.add(reason);
    this.#reader.pos = end;
  }

  #reasonToReject(fields: SpanFields): SpanReason | null {
    if (fields.traceIdSize !== 16 || this.#isZero(fields.traceIdAt, 16)) return "traceId";
    if (fields.spanIdSize !== 8 || this.#isZero(fields.spanIdAt, 8)) return "spanId";
    if (fields.parentSize !== 0 && fields.parentSize !== 8) return "parentSpanId";
    if (fields.startHigh >= END_OF_TIME_HIGH || fields.endHigh >= END_OF_TIME_HIGH) return "time";
    return null;
  }

  #isZero(start: number, size: number): boolean {
    const { bytes } = this.#reader.source;
    for (let index = start; index < start + size; index++) if (byteAt(bytes, index) !== 0) return false;
    return true;
  }
}
