import { describe, expect, it } from "vitest";
import { encodeMetricsRequest } from "../testing/metrics-proto.ts";
import { randomMetrics } from "../testing/random-metrics.ts";
import { Random } from "../testing/random-requests.ts";
import { MalformedRequest } from "../wire/malformed-request.ts";
import { MetricBatch, MetricMemory } from "./metric-batch.ts";

const TIME = "1700000000000000000";
const AT = 1_700_000_000_000;

function requestOf(...metrics: object[]): Uint8Array {
  return encodeMetricsRequest({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
}
const gauge = (point: object, name = "g"): object => ({
  name,
  gauge: { dataPoints: [{ timeUnixNano: TIME, asDouble: 1, ...point }] },
});
const histogram = (point: object, aggregationTemporality = 2): object => ({
  name: "h",
  histogram: { dataPoints: [{ timeUnixNano: TIME, count: 1, sum: 1, ...point }], aggregationTemporality },
});
const label = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
const append = (body: Uint8Array, batch = new MetricBatch(new MetricMemory())) => batch.append(body, "default", AT);
const bytesOf = (batch: MetricBatch): string => Buffer.concat(batch.toNative()).toString("latin1");

describe("what cannot be kept", () => {
  const buckets = (count: number): object => ({
    explicitBounds: Array.from({ length: count - 1 }, (_, index) => index),
    bucketCounts: Array.from({ length: count }, () => 1),
  });
  const rejected: [string, object, string][] = [
    ["a metric without a name", gauge({}, ""), "a metric needs a name"],
    ["a name of 513 bytes", gauge({}, "x".repeat(513)), "a metric needs a name"],
    ["a point without a time", gauge({ timeUnixNano: "0" }), "the time must be"],
    ["a time in the year 2300", gauge({ timeUnixNano: "10413792000000000000" }), "the time must be"],
    ["an infinite value", gauge({ asDouble: Number.POSITIVE_INFINITY }), "finite number"],
    ["an absent temporality", histogram({}, 0), "temporality"],
    [
      "a temporality that there is not",
      { name: "s", sum: { dataPoints: [{ asInt: 1 }], aggregationTemporality: 3 } },
      "temporality",
    ],
    ["a giant set of attributes", gauge({ attributes: [label("a", "x".repeat(40_000))] }), "below 32 KiB"],
    ["a histogram of 10,000 buckets", histogram(buckets(10_000)), "at most 2,048 buckets"],
    ["bounds that do not rise", histogram({ explicitBounds: [2, 1], bucketCounts: [1, 1, 1] }), "which must rise"],
    ["a bound that is no number", histogram({ explicitBounds: [Number.NaN], bucketCounts: [1, 1] }), "which must rise"],
    ["a bucket too few", histogram({ explicitBounds: [1, 2], bucketCounts: [1, 1] }), "one bucket more"],
  ];
  it.each(rejected)("%s is rejected alone, with a reason", (_, metric, reason) => {
    const result = append(requestOf(metric, gauge({}, "kept")));
    expect(result).toMatchObject({ accepted: 1, rejected: 1 });
    expect(result.message).toMatch(/^1 data point rejected: 1 × /);
    expect(result.message).toContain(reason);
  });

  it("a histogram of 2,048 buckets is kept", () => {
    expect(append(requestOf(histogram(buckets(2_048))))).toMatchObject({ accepted: 1, rejected: 0 });
  });

  it("points that say that nothing was measured are passed over", () => {
    const empty = [{ flags: 1 }, { asDouble: Number.NaN }, { asDouble: undefined }];
    const body = requestOf(...empty.map((point) => gauge(point)));
    expect(append(body)).toEqual({ accepted: 0, rejected: 0, message: "", identity: null });
  });

  it("metrics without data or of a kind yet unknown are passed over", () => {
    expect(append(requestOf({ name: "nothing" }, gauge({})))).toMatchObject({ accepted: 1, rejected: 0 });
  });
});

describe("broken requests", () => {
  it("survives 10,000 random mutations of valid bodies and leaves no trace of refused ones", () => {
    const random = new Random(5);
    const memory = new MetricMemory();
    const batch = new MetricBatch(memory);
    const clean = new MetricBatch(new MetricMemory());
    const kept = encodeMetricsRequest(randomMetrics(new Random(7)));
    const bodies = Array.from({ length: 50 }, () => encodeMetricsRequest(randomMetrics(random)));
    let refused = 0;
    for (let round = 0; round < 10_000; round++) {
      const body = Buffer.from(random.pick(bodies));
      for (let count = 1 + random.below(4); count > 0 && body.length > 0; count--)
        body[random.below(body.length)] = random.below(256);
      const cut = random.next() < 0.3 ? body.subarray(0, random.below(body.length + 1)) : body;
      const before = batch.rowCount;
      try {
        batch.append(cut, "default", AT);
        batch.undoLast();
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedRequest);
        refused++;
      }
      expect(batch.rowCount).toBe(before);
    }
    expect(refused).toBeGreaterThan(1_000);
    batch.append(kept, "default", AT);
    clean.append(kept, "default", AT);
    expect(batch.rowCount).toBe(clean.rowCount);
    expect(batch.byteSize).toBe(clean.byteSize);
  });
});

describe("descriptions of series", () => {
  const body = requestOf(gauge({ attributes: [label("colour", "violet")] }));
  const isDescribed = (batch: MetricBatch): boolean => bytesOf(batch).includes("violet");

  it("come again until a block with them is committed, and then once an hour", () => {
    const memory = new MetricMemory();
    const [first, second] = [new MetricBatch(memory), new MetricBatch(memory)];
    first.append(body, "default", AT);
    second.append(body, "default", AT);
    expect([isDescribed(first), isDescribed(second)]).toEqual([true, true]);
    first.reset();
    first.append(body, "default", AT);
    expect(isDescribed(first)).toBe(true);
    first.confirm();
    second.reset();
    second.append(body, "default", AT);
    expect(isDescribed(second)).toBe(false);
    second.reset();
    second.append(body, "default", AT + 3_600_000);
    expect(isDescribed(second)).toBe(true);
  });

  it("come again when the request that brought them was undone", () => {
    const batch = new MetricBatch(new MetricMemory());
    batch.append(body, "default", AT);
    batch.undoLast();
    batch.append(body, "default", AT);
    expect(isDescribed(batch)).toBe(true);
    batch.append(body, "default", AT);
    batch.undoLast();
    expect(isDescribed(batch)).toBe(true);
  });

  it("are forgotten, not kept without bound, when there are too many series", () => {
    const memory = new MetricMemory({ series: 100 });
    const batch = new MetricBatch(memory);
    for (let index = 0; index < 1_000; index++) {
      batch.append(requestOf(gauge({ attributes: [label("n", String(index))] })), "default", AT);
      expect(memory.series.size).toBeLessThanOrEqual(100);
    }
    batch.append(body, "default", AT);
    batch.confirm();
    batch.reset();
    batch.append(body, "default", AT);
    expect(isDescribed(batch)).toBe(true);
  });
});

describe("identity", () => {
  const sum = (value: number, attributes: object[] = []): Uint8Array =>
    requestOf({
      name: "s",
      sum: { aggregationTemporality: 2, dataPoints: [{ timeUnixNano: TIME, asDouble: value, attributes }] },
    });

  it("is equal for the same points in whatever order their attributes come, and different otherwise", () => {
    const labels = [label("a", "1"), label("b", "2")];
    const keys = [sum(1, labels), sum(1, labels.toReversed()), sum(2, labels), sum(1)].map(
      (body) => append(body).identity?.key,
    );
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
    expect(append(sum(1)).identity?.first).toMatchObject({ projectId: "default", metric: "s", timeUnixNano: TIME });
  });
});
