import { METRIC_POINTS_COLUMNS, type MetricPointsColumnName } from "@plimsoll/telemetry";
import { TupleArrayColumn, WideArrayColumn } from "../columns/array-columns.ts";
import { ColumnBlock } from "../columns/column-block.ts";
import {
  ByteColumn,
  type Column,
  ConstantColumn,
  DictionaryColumn,
  MapColumn,
  WordColumn,
} from "../columns/columns.ts";

/** Fixed-width columns, the ends of arrays and maps, and an index of one byte for each dictionary. */
const BYTES_A_ROW = 2 * 4 + 12 * 8 + 3 * 4 + 5 + 7 * 8 + 6;
const EXEMPLAR_PARTS = 5;

/** The columns of the table `metric_points` while a block is being filled. */
export class MetricColumns extends ColumnBlock {
  readonly projectId = new DictionaryColumn();
  readonly receivedAt = new ConstantColumn();
  readonly block = new ConstantColumn();
  readonly metric = new DictionaryColumn();
  readonly seriesId = new WordColumn(2);
  readonly kind = new ByteColumn();
  readonly temporality = new ByteColumn();
  readonly monotonic = new ByteColumn();
  readonly startTs = new WordColumn(2);
  readonly hasStart = new ByteColumn();
  readonly ts = new WordColumn(2);
  readonly fromTs = new WordColumn(2);
  readonly value = new WordColumn(2);
  readonly count = new WordColumn(2);
  readonly min = new WordColumn(2);
  readonly max = new WordColumn(2);
  readonly scale = new WordColumn(1);
  readonly zeroCount = new WordColumn(2);
  readonly zeroThreshold = new WordColumn(2);
  readonly bounds = new WideArrayColumn();
  readonly counts = new WideArrayColumn();
  readonly countsOffset = new WordColumn(1);
  readonly negativeCounts = new WideArrayColumn();
  readonly negativeOffset = new WordColumn(1);
  readonly quantiles = new WideArrayColumn();
  /** Parts: time, value, trace id, span id, attributes. */
  readonly exemplars = new TupleArrayColumn(EXEMPLAR_PARTS);
  readonly described = new ByteColumn();
  readonly service = new DictionaryColumn();
  readonly unit = new DictionaryColumn();
  readonly description = new DictionaryColumn();
  readonly scope = new DictionaryColumn();
  readonly attributes = new MapColumn();
  readonly resource = new MapColumn();

  constructor() {
    super();
    const byName: Record<MetricPointsColumnName, Column> = {
      project_id: this.projectId,
      received_at: this.receivedAt,
      block: this.block,
      metric: this.metric,
      series_id: this.seriesId,
      kind: this.kind,
      temporality: this.temporality,
      monotonic: this.monotonic,
      start_ts: this.startTs,
      has_start: this.hasStart,
      ts: this.ts,
      from_ts: this.fromTs,
      value: this.value,
      count: this.count,
      min: this.min,
      max: this.max,
      scale: this.scale,
      zero_count: this.zeroCount,
      zero_threshold: this.zeroThreshold,
      bounds: this.bounds,
      counts: this.counts,
      counts_offset: this.countsOffset,
      negative_counts: this.negativeCounts,
      negative_offset: this.negativeOffset,
      quantiles: this.quantiles,
      exemplars: this.exemplars,
      described: this.described,
      service: this.service,
      unit: this.unit,
      description: this.description,
      scope: this.scope,
      attributes: this.attributes,
      resource: this.resource,
    };
    this.setColumns(
      METRIC_POINTS_COLUMNS.map(({ name, type }) => ({ name, type, column: byName[name] })),
      BYTES_A_ROW,
    );
  }
}
