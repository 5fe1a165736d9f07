import { createHash } from "node:crypto";
import { ByteDictionary } from "../columns/byte-dictionary.ts";
import { ByteSink, byteSource, type ByteSource, isSameRange } from "../wire/byte-sink.ts";
import { ProtoReader } from "../wire/proto-reader.ts";
import { type AttributeText, readAttributes } from "./attribute-texts.ts";
import { LabelBytes } from "./label-bytes.ts";
import type { MetricHeader } from "./metric-header.ts";
import type { PointFields } from "./point-fields.ts";

const MAX_SERIES = 400_000;
const MAX_BYTES = 128 * 1024 * 1024;
const HOUR_SECONDS = 3600;
const FIRST_SLOTS = 4096;
/** Tags of the attributes in a point, by kind. */
const ATTRIBUTE_TAGS = [0x3a, 0x3a, 0x3a, 0x4a, 0x0a, 0x3a];
const utf8 = new TextEncoder();
const decoder = new TextDecoder();

/** A resource of a project. */
export interface ResourceText {
  service: string;
  attributes: LabelBytes;
  /** What it adds to the identity of its series. */
  identity: string;
}
/** What all points of a metric under one resource and scope have in common. */
export interface MetricText {
  resource: ResourceText;
  unit: string;
  scope: string;
  kind: number;
  /** A digest of all that a series has but its own attributes. */
  identity: string;
}

/**
 * The series that this process has seen, by the bytes in which their senders write them: what was made of those bytes
 * the first time (a hash of everything that tells series apart) is looked up from then on. Shared by all batches.
 * Bounded: when there are too many it is emptied, and series are then hashed and described again.
 */
export class SeriesMemo {
  readonly #resources = new ByteDictionary(false);
  readonly #metrics = new ByteDictionary(false);
  readonly #series = new ByteDictionary(false);
  readonly #resourceTexts: ResourceText[] = [];
  readonly #metricTexts: MetricText[] = [];
  /** By number of the series: words of its id, the hour in which it was last described, the batch that will do so. */
  idLow = new Uint32Array(FIRST_SLOTS);
  idHigh = new Uint32Array(FIRST_SLOTS);
  #describedIn = new Uint32Array(FIRST_SLOTS);
  #claimedBy = new Uint32Array(FIRST_SLOTS);
  /** By number of a series, the one that came after it last time. */
  #followers = new Uint32Array(FIRST_SLOTS);
  readonly #scratch = new ByteSink(4096);
  readonly #reader = new ProtoReader();
  readonly #maxSeries: number;
  #last = 0;
  /** Counts how often the memo was emptied: numbers of series are good for one epoch. */
  epoch = 0;

  constructor(maxSeries = MAX_SERIES) {
    this.#maxSeries = maxSeries;
  }

  get size(): number {
    return this.#series.size - 1;
  }

  /** Empties the memo when it is full. Only between requests: numbers that were handed out become invalid. */
  makeRoom(): void {
    const bytes = this.#resources.keys.length + this.#metrics.keys.length + this.#series.keys.length;
    if (this.size < this.#maxSeries && bytes < MAX_BYTES) return;
    this.epoch++;
    for (const dictionary of [this.#resources, this.#metrics, this.#series]) dictionary.reset();
    this.#resourceTexts.length = this.#metricTexts.length = 0;
    this.#describedIn.fill(0);
    this.#claimedBy.fill(0);
    this.#followers.fill(0);
    this.#last = 0;
  }

  /** The number of the resource whose protobuf bytes are `message`. */
  resourceOf(projectId: string, message: Uint8Array): number {
    const scratch = this.#scratch;
    const project = utf8.encode(projectId);
    scratch.length = 0;
    scratch.putUint32(project.length);
    scratch.putBytes(project);
    scratch.putBytes(message);
    const isNew = this.#resources.size;
    const number = this.#resources.idOf(scratch, 0, scratch.length);
    if (number === isNew) this.#resourceTexts[number] = this.#readResource(projectId, message);
    return number;
  }

  /** The number of a metric under a resource and scope. */
  metricOf(resource: number, scope: string, header: MetricHeader, source: ByteSource): number {
    const scratch = this.#scratch;
    scratch.length = 0;
    scratch.putUint32(resource);
    scratch.putUint32(header.kind | (header.temporality << 8) | (header.monotonic << 16));
    const scopeBytes = utf8.encode(scope);
    scratch.putUint32(scopeBytes.length);
    scratch.putBytes(scopeBytes);
    scratch.putUint32(header.nameEnd - header.nameStart);
    scratch.putRange(source, header.nameStart, header.nameEnd);
    scratch.putRange(source, header.unitStart, header.unitEnd);
    const isNew = this.#metrics.size;
    const number = this.#metrics.idOf(scratch, 0, scratch.length);
    if (number === isNew) this.#metricTexts[number] = this.#readMetric(resource, scope, header, source);
    return number;
  }

  /** The number of the series of a point. */
  seriesOf(metric: number, fields: PointFields, source: ByteSource): number {
    // Senders send their series in the same order each time: the one that followed the last is tried first.
    let series = this.#followers[this.#last] as number;
    if (series === 0 || !this.#isSeries(series, metric, fields, source)) {
      series = this.#findSeries(metric, fields, source);
      this.#followers[this.#last] = series;
    }
    this.#last = series;
    return series;
  }

  /** True when this is the number of the point's series; compares in place, since this is what most points need. */
  #isSeries(series: number, metric: number, { attributes }: PointFields, source: ByteSource): boolean {
    const { keys } = this.#series;
    let at = this.#series.startOf(series);
    const end = at + this.#series.lengthOf(series);
    if (keys.view.getUint32(at, true) !== metric) return false;
    at += 4;
    for (let run = 0; run < attributes.count; run++) {
      const start = attributes.start(run);
      const size = attributes.end(run) - start;
      if (at + size > end || !isSameRange(keys, at, source, start, size)) return false;
      at += size;
    }
    return at === end;
  }

  #findSeries(metric: number, { attributes }: PointFields, source: ByteSource): number {
    const scratch = this.#scratch;
    scratch.length = 0;
    scratch.putUint32(metric);
    for (let run = 0; run < attributes.count; run++) {
      scratch.putRange(source, attributes.start(run), attributes.end(run));
    }
    const isNew = this.#series.size;
    const number = this.#series.idOf(scratch, 0, scratch.length);
    if (number === isNew) this.#identify(number);
    return number;
  }

  metricText(metric: number): MetricText {
    return this.#metricTexts[metric] as MetricText;
  }

  /** The attributes of a series. */
  attributesOf(series: number, kind: number): AttributeText[] {
    const start = this.#series.startOf(series);
    this.#reader.open(this.#series.keys);
    this.#reader.pos = start + 4;
    return readAttributes(this.#reader, start + this.#series.lengthOf(series), ATTRIBUTE_TAGS[kind] ?? 0);
  }

  /** True when the series is to be described by this batch; `atSeconds` is the arrival time of its block. */
  claim(series: number, batch: number, atSeconds: number): boolean {
    const isKnown = this.#describedIn[series] === this.#hourOf(series, atSeconds) || this.#claimedBy[series] === batch;
    if (!isKnown) this.#claimedBy[series] = batch;
    return !isKnown;
  }
  /** The batch does not describe the series after all. */
  unclaim(series: number): void {
    this.#claimedBy[series] = 0;
  }
  /** The description is committed. */
  confirm(series: number, atSeconds: number): void {
    this.#describedIn[series] = this.#hourOf(series, atSeconds);
  }

  /** Hours begin at another second for each series, so that not all are described in the same block. */
  #hourOf(series: number, atSeconds: number): number {
    return Math.floor((atSeconds + ((this.idLow[series] as number) % HOUR_SECONDS)) / HOUR_SECONDS);
  }

  #readResource(projectId: string, message: Uint8Array): ResourceText {
    this.#reader.open(byteSource(message));
    const attributes = readAttributes(this.#reader, message.length, 0x0a);
    const service = attributes.find(({ key }) => key === "service.name")?.value || "unknown_service";
    const identity = digestOf([projectId, ...attributes.map(identityOf)]).toString("base64");
    return { service, attributes: new LabelBytes().set(attributes), identity };
  }

  #readMetric(resource: number, scope: string, header: MetricHeader, source: ByteSource): MetricText {
    const text = (start: number, end: number): string => decoder.decode(source.bytes.subarray(start, end));
    const resourceText = this.#resourceTexts[resource] as ResourceText;
    const unit = text(header.unitStart, header.unitEnd);
    const name = text(header.nameStart, header.nameEnd);
    const { kind, temporality, monotonic } = header;
    const all = [resourceText.identity, scope, name, unit, kind, temporality, monotonic];
    const identity = digestOf(all).toString("base64");
    return { resource: resourceText, unit, scope, kind, identity };
  }

  #identify(series: number): void {
    if (series >= this.idLow.length) this.#grow();
    const metric = this.metricText(this.#series.keys.view.getUint32(this.#series.startOf(series), true));
    const attributes = this.attributesOf(series, metric.kind).map(identityOf);
    const digest = createHash("sha256")
      .update(JSON.stringify([metric.identity, attributes]))
      .digest();
    this.idLow[series] = digest.readUInt32LE(0);
    this.idHigh[series] = digest.readUInt32LE(4);
    this.#describedIn[series] = this.#claimedBy[series] = 0;
  }

  #grow(): void {
    const grown = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const longer = new Uint32Array(old.length * 2);
      longer.set(old);
      return longer;
    };
    this.idLow = grown(this.idLow);
    this.idHigh = grown(this.idHigh);
    this.#describedIn = grown(this.#describedIn);
    this.#claimedBy = grown(this.#claimedBy);
    this.#followers = grown(this.#followers);
  }
}

function digestOf(parts: readonly unknown[]): Buffer {
  return createHash("sha256").update(JSON.stringify(parts)).digest();
}

function identityOf({ key, value, type }: AttributeText): unknown {
  return [key, type, value];
}
