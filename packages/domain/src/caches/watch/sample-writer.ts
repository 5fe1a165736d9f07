import { AppError } from "@plimsoll/core";
import { encodeJsonMetricsRequest, MetricBatch, MetricMemory } from "@plimsoll/otlp";
import { createMetricWriter } from "@plimsoll/telemetry";
import type { WatchedPoint, WatchedSample } from "./watched-point.ts";

export interface SampleOf {
  projectId: string;
  /** Resource attributes: what was read. */
  resource: Record<string, string>;
  sample: WatchedSample;
  /** Epoch milliseconds. */
  at: number;
}

/** Series and streams that are remembered from one reading to the next: many times what readings of 50 servers have. */
const LIMITS = { series: 50_000, streams: 50_000 };
const CUMULATIVE = 2;
const TIMEOUT_MS = 10_000;

/** Stores what was read of caches as metrics, in the same form in which a collector would have sent them. */
export class SampleWriter {
  readonly #writer: ReturnType<typeof createMetricWriter>;
  readonly #batch = new MetricBatch(new MetricMemory(LIMITS));

  /** `url` is the telemetry store's; nothing is sent before the first `write`. */
  constructor(url: string) {
    this.#writer = createMetricWriter({ url, timeoutMs: TIMEOUT_MS, connections: 1 });
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  /** Returns when all are stored, in one block; one call at a time. Throws UNAVAILABLE when the store does not take them. */
  async write(samples: readonly SampleOf[]): Promise<void> {
    const batch = this.#batch;
    try {
      for (const each of samples) {
        const request = encodeJsonMetricsRequest(Buffer.from(JSON.stringify(toRequest(each))));
        batch.append(request, each.projectId, each.at);
      }
      if (batch.rowCount === 0) return;
      await this.#writer.insert(batch.toNative(), { rows: batch.rowCount, token: batch.token });
      batch.confirm();
    } catch (error) {
      throw new AppError("UNAVAILABLE", "What was read of caches could not be stored.", { cause: error });
    } finally {
      batch.reset();
    }
  }
}

function toRequest({ resource, sample, at }: SampleOf): object {
  const metrics = new Map<string, WatchedPoint[]>();
  for (const point of sample.points) {
    const known = metrics.get(point.metric);
    if (known) known.push(point);
    else metrics.set(point.metric, [point]);
  }
  const times = (counter: boolean) => ({
    timeUnixNano: nanos(at),
    ...(counter && sample.countsSince !== null && { startTimeUnixNano: nanos(sample.countsSince) }),
  });
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeMetrics: [
          {
            scope: { name: "plimsoll.caches" },
            metrics: [...metrics].map(([name, points]) => {
              const counter = points[0]?.kind === "counter";
              const dataPoints = points.map(({ value, labels }) => ({
                ...times(counter),
                asDouble: value,
                attributes: attributesOf(labels),
              }));
              const sum = { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints };
              return { name, unit: points[0]?.unit, ...(counter ? { sum } : { gauge: { dataPoints } }) };
            }),
          },
        ],
      },
    ],
  };
}

const nanos = (ms: number): string => `${Math.round(ms)}000000`;
const attributesOf = (labels: Record<string, string>) =>
  Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }));
