import { METRIC_POINTS_COLUMNS } from "@plimsoll/telemetry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeJsonMetricsRequest } from "../json/encode-json-request.ts";
import { expectedPoints } from "../testing/expected-points.ts";
import { encodeMetricsRequest } from "../testing/metrics-proto.ts";
import { NativeTable } from "../testing/native-table.ts";
import { type RandomMetrics, randomMetrics } from "../testing/random-metrics.ts";
import { Random } from "../testing/random-requests.ts";
import { MetricBatch, MetricMemory } from "./metric-batch.ts";

const nanos = (column: string): string => `toString(toUnixTimestamp64Nano(${column}))`;
const ROWS = `* EXCEPT (start_ts, ts, from_ts, exemplars), ${nanos("start_ts")} AS start, ${nanos("ts")} AS time,
  ${nanos("from_ts")} AS from,
  arrayMap(e -> (${nanos("e.1")}, e.2, lower(hex(e.3)), lower(hex(e.4)), e.5), exemplars) AS exemplar_list`;
const DESCRIPTION = ["service", "unit", "description", "scope", "attributes", "resource"];
const EMPTY = { service: "", unit: "", description: "", scope: "", attributes: {}, resource: {} };

let table: NativeTable;
beforeAll(() => {
  table = new NativeTable(METRIC_POINTS_COLUMNS);
});
afterAll(() => table.close());

function toOtlpJson(request: RandomMetrics): Uint8Array {
  const text = JSON.stringify(request, function (this: Record<string, unknown>, key: string, value: unknown) {
    const raw = this[key];
    if (raw instanceof Uint8Array) return Buffer.from(raw).toString(key.endsWith("Id") ? "hex" : "base64");
    if (typeof raw === "number" && (!Number.isFinite(raw) || Object.is(raw, -0))) {
      return Object.is(raw, -0) ? "-0" : String(raw);
    }
    return value;
  });
  return new TextEncoder().encode(text);
}

/** Each row says what it must; each series is described once in the block, by its first point. */
function expectSameRows(requests: RandomMetrics[]): void {
  const wanted = requests.flatMap((request) => expectedPoints(request, "default"));
  const rows = table.select(ROWS);
  expect(rows).toHaveLength(wanted.length);
  const described = new Set<unknown>();
  const descriptions = new Map<unknown, unknown>();
  for (const [index, row] of rows.entries()) {
    const { described_as: description, ...columns } = wanted[index] ?? {};
    expect(row).toMatchObject(columns);
    expect(row["described"]).toBe(described.has(row["series_id"]) ? 0 : 1);
    const stored = Object.fromEntries(DESCRIPTION.map((name) => [name, row[name]]));
    expect(stored).toEqual(row["described"] === 1 ? description : EMPTY);
    described.add(row["series_id"]);
    const identity = JSON.stringify([
      row["metric"],
      row["kind"],
      row["temporality"],
      row["monotonic"],
      identityOf(description),
    ]);
    expect(descriptions.get(row["series_id"]) ?? identity).toBe(identity);
    descriptions.set(row["series_id"], identity);
  }
  expect(new Set(descriptions.values()).size).toBe(descriptions.size);
}

/** The description of a metric is no part of what tells its series apart. */
function identityOf(description: unknown): unknown {
  const { description: _, attributes, resource, ...others } = description as Record<string, object>;
  return [others, Object.entries(attributes ?? {}).sort(), Object.entries(resource ?? {}).sort()];
}

describe("MetricBatch against the engine and a reference", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("keeps every field of random protobuf requests, seed %i", (seed) => {
    const random = new Random(seed);
    const requests = Array.from({ length: 12 }, () => randomMetrics(random));
    const batch = new MetricBatch(new MetricMemory());
    for (const request of requests) {
      const result = batch.append(encodeMetricsRequest(request), "default", 1_700_000_000_000);
      expect(result).toMatchObject({ rejected: 0, message: "" });
    }
    table.load(batch.toNative());
    expectSameRows(requests);
  });

  it.each([11, 12, 13, 14])("keeps every field of random JSON requests, seed %i", (seed) => {
    const random = new Random(seed);
    const requests = Array.from({ length: 12 }, () => randomMetrics(random));
    const batch = new MetricBatch(new MetricMemory());
    for (const request of requests) {
      batch.append(encodeJsonMetricsRequest(toOtlpJson(request)), "default", 1_700_000_000_000);
    }
    table.load(batch.toNative());
    expectSameRows(requests);
  });

  it("gives the same rows after other requests were undone, failed or reset", () => {
    const random = new Random(99);
    const kept = Array.from({ length: 20 }, () => randomMetrics(random));
    const batch = new MetricBatch(new MetricMemory());
    batch.append(encodeMetricsRequest(randomMetrics(random)), "other", 1);
    batch.reset();
    for (const request of kept) {
      batch.append(encodeMetricsRequest(randomMetrics(random)), "other", 1);
      batch.undoLast();
      const bytes = encodeMetricsRequest(request);
      if (bytes.length > 0)
        expect(() => batch.append(Buffer.concat([bytes, Buffer.of(0x0a, 9)]), "default", 1)).toThrow();
      batch.append(bytes, "default", 1_700_000_000_000);
    }
    table.load(batch.toNative());
    expectSameRows(kept);
  });
});
