import type { RandomMetrics, RandomPoint } from "./random-metrics.ts";
import type { AnyValueJson, KeyValueJson } from "./random-requests.ts";
import { anyValueText } from "./expected-rows.ts";

const KINDS = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];

/** The reference: what a row must say about a data point, computed from objects rather than from wire bytes. */
export function expectedPoints(request: RandomMetrics, projectId: string): Record<string, unknown>[] {
  return request.resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) =>
      metrics.flatMap((metric) => {
        const kind = KINDS.findIndex((name) => name in metric);
        const data = (metric as Record<string, unknown>)[KINDS[kind] ?? ""] as {
          dataPoints: RandomPoint[];
          aggregationTemporality?: number;
          isMonotonic?: boolean;
        };
        const temporality = kind === 4 ? 2 : (data.aggregationTemporality ?? 0);
        return data.dataPoints.map((point) => ({
          ...pointColumns(point, temporality, temporality === 2 && (kind !== 1 || data.isMonotonic === true)),
          project_id: projectId,
          metric: metric.name,
          kind: kind + 1,
          temporality,
          monotonic: data.isMonotonic ? 1 : 0,
          described_as: {
            service: serviceOf(resource.attributes),
            unit: metric.unit,
            description: metric.description,
            scope: scope.name,
            attributes: textsOf(point.attributes),
            resource: textsOf(resource.attributes),
          },
        }));
      }),
    ),
  );
}

function pointColumns(point: RandomPoint, temporality: number, isStream: boolean): Record<string, unknown> {
  const { positive, negative, quantileValues } = point;
  return {
    start: isStream ? point.startTimeUnixNano : "0",
    has_start: isStream ? 1 : 0,
    time: point.timeUnixNano,
    from: temporality === 1 ? point.startTimeUnixNano : point.timeUnixNano,
    value: point.sum ?? valueOf(point),
    count: point.count ?? "0",
    min: point.min ?? "inf",
    max: point.max ?? "-inf",
    scale: point.scale ?? 0,
    zero_count: point.zeroCount ?? "0",
    zero_threshold: point.zeroThreshold ?? 0,
    bounds: point.explicitBounds ?? quantileValues?.map(({ quantile }) => quantile) ?? [],
    counts: point.bucketCounts ?? positive?.bucketCounts ?? [],
    counts_offset: positive?.offset ?? 0,
    negative_counts: negative?.bucketCounts ?? [],
    negative_offset: negative?.offset ?? 0,
    quantiles: quantileValues?.map(({ value }) => value) ?? [],
    exemplar_list: (point.exemplars ?? []).map((exemplar) => [
      exemplar.timeUnixNano,
      valueOf(exemplar),
      Buffer.from(exemplar.traceId ? exemplar.traceId : new Uint8Array(16)).toString("hex"),
      Buffer.from(exemplar.spanId ? exemplar.spanId : new Uint8Array(8)).toString("hex"),
      JSON.stringify({ user: exemplar.filteredAttributes[0]?.value.stringValue }),
    ]),
  };
}

function valueOf(point: { asDouble?: number; asInt?: string }): number {
  return point.asInt === undefined ? (point.asDouble ?? 0) : Number(point.asInt);
}

function serviceOf(attributes: readonly KeyValueJson[]): string {
  return textsOf(attributes)["service.name"] || "unknown_service";
}

function textsOf(attributes: readonly KeyValueJson[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, labelOf(value)]));
}

function labelOf(value: AnyValueJson): string {
  for (const member of ["stringValue", "boolValue", "intValue", "doubleValue"]) {
    if (member in value) return String(value[member]);
  }
  return anyValueText(value);
}
