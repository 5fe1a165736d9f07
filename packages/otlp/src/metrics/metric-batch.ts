import { randomInt } from "node:crypto";
import { blockToken } from "@plimsoll/telemetry";
import { Rejections } from "../rows/rejections.ts";
import type { AppendResult } from "../rows/request-identity.ts";
import { ByteSink, byteSource, type ByteSource } from "../wire/byte-sink.ts";
import { ProtoReader, wrongWireType } from "../wire/proto-reader.ts";
import { MetricColumns } from "./metric-columns.ts";
import { MetricHeader } from "./metric-header.ts";
import { PointAppender, type PointContext } from "./point-appender.ts";
import { checkMetric, checkPoint, isEmptyPoint, METRIC_REASONS, type MetricReason } from "./point-checks.ts";
import { PointFields } from "./point-fields.ts";
import { identifyPoints, type PointReference } from "./point-identity.ts";
import { SeriesMemo } from "./series-memo.ts";
import { StreamStarts } from "./stream-starts.ts";

const utf8 = new TextEncoder();
const decoder = new TextDecoder();
/** Tells batches apart in the memo; 0 is none. */
let batches = 0;

/** What a process remembers of metrics from one batch to the next; all its batches share one. */
export class MetricMemory {
  readonly series: SeriesMemo;
  readonly starts: StreamStarts;

  constructor(limits: { series?: number; streams?: number } = {}) {
    this.series = new SeriesMemo(limits.series);
    this.starts = new StreamStarts(limits.streams);
  }
}

/**
 * Data points of many requests on their way into one block of the table `metric_points`.
 *
 * `append` takes an ExportMetricsServiceRequest in protobuf and is all or nothing: when it throws MalformedRequest, the
 * batch is as before. `toNative` gives the block in ClickHouse's Native format. Call `confirm` when the block is
 * committed: only then do later blocks leave out the descriptions of its series.
 * Requests follow https://github.com/open-telemetry/opentelemetry-proto, metrics.proto, as `SpanBatch` follows trace.proto.
 */
export class MetricBatch {
  readonly #columns = new MetricColumns();
  readonly #reader = new ProtoReader();
  readonly #header = new MetricHeader();
  readonly #fields = new PointFields();
  readonly #rejections = new Rejections(METRIC_REASONS, "data point");
  readonly #message = new ByteSink(4096);
  readonly #memory: MetricMemory;
  readonly #appender: PointAppender;
  readonly #context: PointContext = { projectId: 0, metric: 0, metricName: 0, batch: 0, atSeconds: 0 };
  readonly #mark = { described: 0 };
  #projectId = "";
  #resource = 0;
  #scope = "";
  #epoch = 0;
  #newestHigh = 0;

  constructor(memory: MetricMemory) {
    this.#memory = memory;
    this.#appender = new PointAppender(this.#columns, this.#reader, memory.series, memory.starts);
    this.#begin();
  }

  get rowCount(): number {
    return this.#columns.rows;
  }
  /** About as many bytes as the block will have. */
  get byteSize(): number {
    return this.#columns.byteSize();
  }

  /** As `SpanBatch.append`. Points that say that nothing was measured are neither accepted nor rejected. */
  append(request: Uint8Array, projectId: string, receivedAt: number): AppendResult<PointReference> {
    const columns = this.#columns;
    this.#memory.series.makeRoom();
    columns.mark();
    this.#mark.described = this.#appender.described.length;
    if (columns.rows === 0) {
      columns.receivedAt.value = Math.floor(receivedAt / 1000);
      this.#epoch = this.#memory.series.epoch;
    }
    this.#context.atSeconds = columns.receivedAt.value;
    this.#rejections.clear();
    this.#appender.exemplars.begin();
    this.#newestHigh = 0;
    const before = columns.rows;
    try {
      this.#projectId = projectId;
      const project = byteSource(utf8.encode(projectId));
      this.#context.projectId = columns.projectId.dictionary.idOf(project, 0, project.bytes.length);
      this.#walkRequest(byteSource(request));
    } catch (error) {
      this.undoLast();
      throw error;
    }
    const accepted = columns.rows - before;
    const { total: rejected } = this.#rejections;
    const range: [number, number] = [before, columns.rows];
    const identity = accepted === 0 ? null : identifyPoints(columns, range, projectId, this.#newestHigh);
    return { accepted, rejected, message: this.#rejections.message(), identity };
  }

  /** Takes the points of the last `append` out again. */
  undoLast(): void {
    this.#columns.rollback();
    const { described } = this.#appender;
    for (let index = this.#mark.described; index < described.length; index++) {
      this.#memory.series.unclaim(described[index] as number);
    }
    described.length = this.#mark.described;
  }

  /** Names the insert of this block: the store keeps what comes twice under one name once. */
  get token(): string {
    return blockToken({ receivedAtSeconds: this.#columns.receivedAt.value, block: this.#columns.block.value });
  }

  /** The block, in pieces that share memory with this batch: valid until the next `append` or `reset`. */
  toNative(): Uint8Array[] {
    return this.#columns.toNative();
  }

  /** The block is committed, and with it the descriptions of its series. */
  confirm(): void {
    const { series } = this.#memory;
    if (series.epoch !== this.#epoch) return;
    for (const number of this.#appender.described) series.confirm(number, this.#columns.receivedAt.value);
  }

  reset(): void {
    this.#columns.reset();
    this.#begin();
  }

  #begin(): void {
    this.#appender.described.length = 0;
    batches = (batches % 0xffff_fffe) + 1;
    this.#context.batch = batches;
    this.#columns.block.value = randomInt(1, 2 ** 32);
  }

  #walkRequest(source: ByteSource): void {
    const reader = this.#reader;
    const end = source.bytes.length;
    reader.open(source);
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) this.#walkResourceMetrics(reader.delimited(end));
      else if (tag >>> 3 === 1) throw wrongWireType(tag, "ExportMetricsServiceRequest");
      else reader.skip(tag, end);
    }
  }

  /** Twice over the fields: the resource may come after the metrics it belongs to. */
  #walkResourceMetrics(end: number): void {
    const reader = this.#reader;
    const start = reader.pos;
    this.#collectPart(end, "ResourceMetrics");
    this.#resource = this.#memory.series.resourceOf(this.#projectId, this.#message.written());
    reader.pos = start;
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x12) this.#walkScopeMetrics(reader.delimited(end));
      else reader.skip(tag, end);
    }
  }

  #walkScopeMetrics(end: number): void {
    const reader = this.#reader;
    const start = reader.pos;
    this.#collectPart(end, "ScopeMetrics");
    this.#scope = this.#readScopeName();
    reader.pos = start;
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x12) this.#walkMetric(reader.delimited(end));
      else reader.skip(tag, end);
    }
  }

  /** Field 1, the resource or scope, in one piece: what comes in several is merged by joining them. */
  #collectPart(end: number, message: string): void {
    const reader = this.#reader;
    this.#message.length = 0;
    while (reader.pos < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) {
        const fieldEnd = reader.delimited(end);
        this.#message.putRange(reader.source, reader.pos, fieldEnd);
        reader.pos = fieldEnd;
      } else if (tag >>> 3 <= 3 && tag !== 0x12 && tag !== 0x1a) throw wrongWireType(tag, message);
      else reader.skip(tag, end);
    }
  }

  #readScopeName(): string {
    const reader = new ProtoReader();
    const bytes = this.#message.written();
    reader.open(this.#message);
    let name = "";
    while (reader.pos < bytes.length) {
      const tag = reader.tag(bytes.length);
      if (tag === 0x0a) {
        const end = reader.delimited(bytes.length);
        name = decoder.decode(bytes.subarray(reader.pos, end));
        reader.pos = end;
      } else reader.skip(tag, bytes.length);
    }
    return name;
  }

  #walkMetric(end: number): void {
    const reader = this.#reader;
    const header = this.#header;
    header.read(reader, end);
    reader.pos = header.dataStart;
    const reason = checkMetric(header);
    if (header.kind !== 0 && reason === null) this.#openMetric();
    while (reader.pos < header.dataEnd) {
      const tag = reader.tag(header.dataEnd);
      if (tag !== 0x0a) {
        reader.skip(tag, header.dataEnd);
        continue;
      }
      const pointEnd = reader.delimited(header.dataEnd);
      this.#takePoint(pointEnd, reason);
      reader.pos = pointEnd;
    }
    reader.pos = end;
  }

  #openMetric(): void {
    const { source } = this.#reader;
    const header = this.#header;
    this.#context.metric = this.#memory.series.metricOf(this.#resource, this.#scope, header, source);
    const { dictionary } = this.#columns.metric;
    this.#context.metricName = dictionary.idOf(source, header.nameStart, header.nameEnd);
  }

  #takePoint(end: number, metricReason: MetricReason | null): void {
    const fields = this.#fields;
    fields.read(this.#reader, end, this.#header.kind);
    if (isEmptyPoint(fields)) return;
    const reason = metricReason ?? checkPoint(fields, this.#header.kind);
    if (reason !== null) this.#rejections.add(reason);
    else if (!this.#appender.append(fields, this.#header, this.#context)) this.#rejections.add("late");
    else if (fields.timeHigh > this.#newestHigh) this.#newestHigh = fields.timeHigh;
  }
}
