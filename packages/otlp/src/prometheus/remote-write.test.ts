import protobuf from "protobufjs";
import snappy from "snappyjs";
import { describe, expect, it } from "vitest";
import { Random } from "../testing/random-requests.ts";
import { MetricBatch, MetricMemory } from "../metrics/metric-batch.ts";
import { MalformedRequest } from "../wire/malformed-request.ts";
import { remoteWriteToOtlp } from "./remote-write.ts";
import { decodeSnappy, snappyLength } from "./snappy.ts";

const WriteRequest = protobuf
  .parse(`
syntax = "proto3";
message WriteRequest { repeated TimeSeries timeseries = 1; }
message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Histogram histograms = 4; }
message Label { string name = 1; string value = 2; }
message Sample { double value = 1; int64 timestamp = 2; }
message Histogram { uint64 count_int = 1; }
`)
  .root.lookupType("WriteRequest");
const encode = (timeseries: object[]): Uint8Array =>
  WriteRequest.encode(WriteRequest.fromObject({ timeseries })).finish();
const labels = (of: Record<string, string>): object[] => Object.entries(of).map(([name, value]) => ({ name, value }));

describe("decodeSnappy", () => {
  it.each([0, 1, 59, 60, 61, 1_000, 70_000, 300_000])("restores %i bytes, random and repetitive", (size) => {
    const random = new Random(size);
    const bytes = Uint8Array.from({ length: size }, (_, index) =>
      index % 1_000 < 300 ? random.below(256) : index % 7,
    );
    const block = snappy.compress(bytes);
    expect(snappyLength(block).length).toBe(size);
    expect(Buffer.compare(decodeSnappy(block), bytes)).toBe(0);
  });

  it("refuses blocks that are cut, too long or refer to what is not there, and survives mutations", () => {
    const block = snappy.compress(new TextEncoder().encode("ahoy ".repeat(100)));
    const wrong = [
      Uint8Array.of(),
      Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
      Uint8Array.of(4, 0x01, 0x05),
      Uint8Array.of(4, 0x01, 0),
      Uint8Array.of(1, 0xf0),
      block.subarray(0, block.length - 1),
      Uint8Array.of(...block, 0, 0x61),
    ];
    for (const broken of wrong) expect(() => decodeSnappy(broken)).toThrow(MalformedRequest);
    const random = new Random(3);
    let refused = 0;
    for (let round = 0; round < 5_000; round++) {
      const copy = Uint8Array.from(block);
      // Not the length, which the receiver checks before it allocates.
      copy[2 + random.below(copy.length - 2)] = random.below(256);
      try {
        decodeSnappy(copy);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedRequest);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});

describe("remoteWriteToOtlp", () => {
  const append = (timeseries: object[]) => {
    const batch = new MetricBatch(new MetricMemory());
    const result = batch.append(remoteWriteToOtlp(encode(timeseries)), "default", 1_700_000_000_000);
    return { result, block: Buffer.concat(batch.toNative()).toString("latin1") };
  };

  it("keeps names, labels, values and times, and makes a resource of job and instance", () => {
    const { result, block } = append([
      {
        labels: labels({ __name__: "http_requests_total", job: "shop", instance: "h1:9100", code: "200" }),
        samples: [
          { value: 5, timestamp: 1_700_000_000_123 },
          { value: 6, timestamp: 1_700_000_015_123 },
        ],
      },
      { labels: labels({ __name__: "up", job: "shop", instance: "h1:9100" }), samples: [{ value: 1, timestamp: 1 }] },
    ]);
    expect(result).toMatchObject({ accepted: 3, rejected: 0 });
    expect(result.identity?.first).toMatchObject({
      metric: "http_requests_total",
      timeUnixNano: "1700000000123000000",
    });
    for (const text of ["service.name", "service.instance.id", "h1:9100", "code", "job"]) expect(block).toContain(text);
  });

  it("passes over staleness markers and native histograms, and rejects a series without a name", () => {
    const stale = new DataView(new ArrayBuffer(8));
    stale.setBigUint64(0, 0x7ff0000000000002n);
    const { result } = append([
      { labels: labels({ __name__: "up" }), samples: [{ value: stale.getFloat64(0), timestamp: 1_700_000_000_000 }] },
      { labels: labels({ __name__: "latency" }), histograms: [{ countInt: 4 }] },
      { labels: labels({ job: "nameless" }), samples: [{ value: 1, timestamp: 1_700_000_000_000 }] },
    ]);
    expect(result).toMatchObject({ accepted: 0, rejected: 1 });
  });

  it("refuses what is not a WriteRequest", () => {
    expect(() => remoteWriteToOtlp(Uint8Array.of(0x0a, 9))).toThrow(MalformedRequest);
    expect(() => remoteWriteToOtlp(Uint8Array.of(0x08, 9))).toThrow(MalformedRequest);
  });
});
