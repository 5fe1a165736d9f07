import { CUMULATIVE } from "../metrics/metric-header.ts";
import { byteSource } from "../wire/byte-sink.ts";
import { ProtoReader, WIRE_FIXED64, wrongWireType } from "../wire/proto-reader.ts";
import { ProtoWriter } from "../wire/proto-writer.ts";

/** By Prometheus' conventions these are counters; the rest are gauges. */
const COUNTER_NAME = /_(?:total|count|bucket|sum)$/;
const NAME_LABEL = "__name__";
const decoder = new TextDecoder();

interface Sample {
  valueLow: number;
  valueHigh: number;
  unixMs: bigint;
}
interface Series {
  labels: { name: string; value: string }[];
  samples: Sample[];
}

/**
 * Turns a WriteRequest of Prometheus' remote-write 1.0, decompressed, into the ExportMetricsServiceRequest that says the
 * same: https://prometheus.io/docs/specs/prw/remote_write_spec/. `job` and `instance` become the resource's service.name
 * and service.instance.id and stay labels too. What is a counter is told by the name alone, so that a series is the same
 * series at all times; its points have no start time. Native histograms, exemplars and metadata are passed over.
 * Throws MalformedRequest.
 */
export function remoteWriteToOtlp(body: Uint8Array): Uint8Array {
  const writer = new ProtoWriter(body.length * 2 + 1024);
  for (const series of groupByTarget(readSeries(body))) writeResource(series, writer);
  return writer.sink.written();
}

function readSeries(body: Uint8Array): Series[] {
  const reader = new ProtoReader();
  reader.open(byteSource(body));
  const all: Series[] = [];
  while (reader.pos < body.length) {
    const tag = reader.tag(body.length);
    if (tag === 0x0a) all.push(readOne(reader, reader.delimited(body.length)));
    else if (tag >>> 3 === 1) throw wrongWireType(tag, "WriteRequest");
    else reader.skip(tag, body.length);
  }
  return all;
}

function readOne(reader: ProtoReader, end: number): Series {
  const series: Series = { labels: [], samples: [] };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 0x0a) series.labels.push(readLabel(reader, reader.delimited(end)));
    else if (tag === 0x12) series.samples.push(readSample(reader, reader.delimited(end)));
    else if (tag >>> 3 <= 2) throw wrongWireType(tag, "TimeSeries");
    else reader.skip(tag, end);
  }
  return series;
}

function readLabel(reader: ProtoReader, end: number): { name: string; value: string } {
  const label = { name: "", value: "" };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 0x0a || tag === 0x12) {
      const fieldEnd = reader.delimited(end);
      const text = decoder.decode(reader.source.bytes.subarray(reader.pos, fieldEnd));
      if (tag === 0x0a) label.name = text;
      else label.value = text;
      reader.pos = fieldEnd;
    } else if (tag >>> 3 <= 2) throw wrongWireType(tag, "Label");
    else reader.skip(tag, end);
  }
  return label;
}

function readSample(reader: ProtoReader, end: number): Sample {
  const sample: Sample = { valueLow: 0, valueHigh: 0, unixMs: 0n };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 0x09) {
      reader.fixed64(end);
      [sample.valueLow, sample.valueHigh] = [reader.low, reader.high];
    } else if (tag === 0x10) {
      reader.int64(end);
      sample.unixMs = (BigInt(reader.high | 0) << 32n) | BigInt(reader.low);
    } else if (tag >>> 3 <= 2) throw wrongWireType(tag, "Sample");
    else reader.skip(tag, end);
  }
  return sample;
}

/** The series of each target, which is a job with an instance. */
function groupByTarget(all: readonly Series[]): Iterable<Series[]> {
  const groups = new Map<string, Series[]>();
  for (const series of all) {
    const target = JSON.stringify([labelOf(series, "job"), labelOf(series, "instance")]);
    const group = groups.get(target);
    if (group) group.push(series);
    else groups.set(target, [series]);
  }
  return groups.values();
}

function labelOf({ labels }: Series, name: string): string {
  return labels.find((label) => label.name === name)?.value ?? "";
}

function writeResource(group: readonly Series[], writer: ProtoWriter): void {
  const [first] = group;
  if (first === undefined) return;
  const resourceMetrics = writer.open(1);
  const resource = writer.open(1);
  const attributes = { "service.name": labelOf(first, "job"), "service.instance.id": labelOf(first, "instance") };
  for (const [key, value] of Object.entries(attributes)) if (value !== "") writeAttribute(writer, 1, key, value);
  writer.close(resource);
  const scopeMetrics = writer.open(2);
  for (const series of group) writeMetric(series, writer);
  writer.close(scopeMetrics);
  writer.close(resourceMetrics);
}

function writeMetric(series: Series, writer: ProtoWriter): void {
  const name = labelOf(series, NAME_LABEL);
  const isCounter = COUNTER_NAME.test(name);
  const metric = writer.open(2);
  writer.string(1, name);
  const data = writer.open(isCounter ? 7 : 5);
  for (const sample of series.samples) {
    const point = writer.open(1);
    writer.tag(3, WIRE_FIXED64);
    const nanos = BigInt.asUintN(64, sample.unixMs * 1_000_000n);
    writer.sink.putUint64(Number(nanos & 0xffff_ffffn), Number(nanos >> 32n));
    writer.tag(4, WIRE_FIXED64);
    writer.sink.putUint64(sample.valueLow, sample.valueHigh);
    for (const label of series.labels)
      if (label.name !== NAME_LABEL) writeAttribute(writer, 7, label.name, label.value);
    writer.close(point);
  }
  if (isCounter) {
    writer.int64(2, BigInt(CUMULATIVE));
    writer.int64(3, 1n);
  }
  writer.close(data);
  writer.close(metric);
}

function writeAttribute(writer: ProtoWriter, field: number, key: string, text: string): void {
  const attribute = writer.open(field);
  writer.string(1, key);
  const value = writer.open(2);
  writer.string(1, text);
  writer.close(value);
  writer.close(attribute);
}
