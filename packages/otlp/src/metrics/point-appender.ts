import type { MapColumn, WordColumn } from "../columns/columns.ts";
import { byteSource } from "../wire/byte-sink.ts";
import type { ProtoReader } from "../wire/proto-reader.ts";
import { ExemplarWriter } from "./exemplar-writer.ts";
import { LabelBytes } from "./label-bytes.ts";
import type { MetricColumns } from "./metric-columns.ts";
import { CUMULATIVE, DELTA, KIND, type MetricHeader } from "./metric-header.ts";
import type { PointFields } from "./point-fields.ts";
import type { SeriesMemo } from "./series-memo.ts";
import type { StreamStarts } from "./stream-starts.ts";

const utf8 = new TextEncoder();
const bits = new DataView(new ArrayBuffer(8));

/** What all points of a metric of one request have in common. */
export interface PointContext {
  projectId: number;
  /** Number in the memo. */
  metric: number;
  /** Number in the column's dictionary. */
  metricName: number;
  batch: number;
  atSeconds: number;
}

/** Appends points, which have been checked, to the columns. */
export class PointAppender {
  readonly exemplars: ExemplarWriter;
  /** Series that are described in this block. */
  readonly described: number[] = [];
  readonly #columns: MetricColumns;
  readonly #reader: ProtoReader;
  readonly #memo: SeriesMemo;
  readonly #starts: StreamStarts;
  readonly #labels = new LabelBytes();

  constructor(columns: MetricColumns, reader: ProtoReader, memo: SeriesMemo, starts: StreamStarts) {
    this.#columns = columns;
    this.#reader = reader;
    this.#memo = memo;
    this.#starts = starts;
    this.exemplars = new ExemplarWriter(columns.exemplars);
  }

  /** Appends a point; false when its stream cannot be told. */
  append(fields: PointFields, header: MetricHeader, context: PointContext): boolean {
    const columns = this.#columns;
    if (columns.rows === columns.capacity) columns.grow();
    const row = columns.rows;
    const series = this.#memo.seriesOf(context.metric, fields, this.#reader.source);
    if (!this.#appendTimes(fields, header, series, row)) return false;
    columns.projectId.ids[row] = context.projectId;
    columns.metric.ids[row] = context.metricName;
    columns.seriesId.words[row * 2] = this.#memo.idLow[series] as number;
    columns.seriesId.words[row * 2 + 1] = this.#memo.idHigh[series] as number;
    columns.kind.bytes[row] = header.kind;
    columns.temporality.bytes[row] = header.temporality;
    columns.monotonic.bytes[row] = header.monotonic;
    putDouble(columns.value, row, fields.value);
    this.#appendHistogram(fields, row);
    this.exemplars.append(this.#reader, fields, row);
    this.#describe(series, header, context, row);
    columns.rows = row + 1;
    return true;
  }

  /** Streams are of what only grows; the rest begins nowhere. */
  #appendTimes(fields: PointFields, header: MetricHeader, series: number, row: number): boolean {
    const { startTs, hasStart, ts, fromTs } = this.#columns;
    let { startLow, startHigh } = fields;
    const isUnknown = startLow === 0 && startHigh === 0;
    const isDelta = header.temporality === DELTA && !isUnknown;
    putWords(ts, row, fields.timeLow, fields.timeHigh);
    putWords(fromTs, row, isDelta ? startLow : fields.timeLow, isDelta ? startHigh : fields.timeHigh);
    let isKnown = false;
    const isStream = header.temporality === CUMULATIVE && (header.kind !== KIND.sum || header.monotonic === 1);
    if (!isStream) startLow = startHigh = 0;
    else if (isUnknown) {
      const value = header.kind === KIND.sum ? fields.value : fields.countHigh * 0x1_0000_0000 + fields.countLow;
      const key = `${this.#memo.idHigh[series]}:${this.#memo.idLow[series]}`;
      if (!this.#starts.find(key, { low: fields.timeLow, high: fields.timeHigh }, value)) return false;
      ({ startLow, startHigh, isKnown } = this.#starts);
    } else isKnown = startLow !== fields.timeLow || startHigh !== fields.timeHigh;
    putWords(startTs, row, startLow, startHigh);
    hasStart.bytes[row] = isKnown ? 1 : 0;
    return true;
  }

  #appendHistogram(fields: PointFields, row: number): void {
    const columns = this.#columns;
    putWords(columns.count, row, fields.countLow, fields.countHigh);
    putDouble(columns.min, row, fields.min);
    putDouble(columns.max, row, fields.max);
    columns.scale.words[row] = fields.scale;
    putWords(columns.zeroCount, row, fields.zeroLow, fields.zeroHigh);
    putDouble(columns.zeroThreshold, row, fields.zeroThreshold);
    columns.bounds.putRow(row, fields.bounds);
    columns.counts.putRow(row, fields.counts);
    columns.countsOffset.words[row] = fields.countsOffset;
    columns.negativeCounts.putRow(row, fields.negativeCounts);
    columns.negativeOffset.words[row] = fields.negativeOffset;
    columns.quantiles.putRow(row, fields.quantiles);
  }

  #describe(series: number, header: MetricHeader, context: PointContext, row: number): void {
    const columns = this.#columns;
    const isDescribed = this.#memo.claim(series, context.batch, context.atSeconds);
    columns.described.bytes[row] = isDescribed ? 1 : 0;
    columns.service.ids[row] = columns.unit.ids[row] = columns.description.ids[row] = columns.scope.ids[row] = 0;
    if (isDescribed) {
      this.described.push(series);
      const metric = this.#memo.metricText(context.metric);
      columns.service.ids[row] = this.#numberOf(columns.service, metric.resource.service);
      columns.unit.ids[row] = this.#numberOf(columns.unit, metric.unit);
      columns.scope.ids[row] = this.#numberOf(columns.scope, metric.scope);
      const { descriptionStart, descriptionEnd } = header;
      const { dictionary } = columns.description;
      columns.description.ids[row] = dictionary.idOf(this.#reader.source, descriptionStart, descriptionEnd);
      this.#labels.set(this.#memo.attributesOf(series, header.kind)).writeTo(columns.attributes);
      metric.resource.attributes.writeTo(columns.resource);
    }
    columns.attributes.ends[row] = columns.attributes.entries;
    columns.resource.ends[row] = columns.resource.entries;
  }

  #numberOf(column: { dictionary: MapColumn["dictionary"] }, text: string): number {
    const bytes = byteSource(utf8.encode(text));
    return column.dictionary.idOf(bytes, 0, bytes.bytes.length);
  }
}

function putWords(column: WordColumn, row: number, low: number, high: number): void {
  column.words[row * 2] = low;
  column.words[row * 2 + 1] = high;
}

function putDouble(column: WordColumn, row: number, value: number): void {
  bits.setFloat64(0, value, true);
  column.words[row * 2] = bits.getUint32(0, true);
  column.words[row * 2 + 1] = bits.getUint32(4, true);
}
