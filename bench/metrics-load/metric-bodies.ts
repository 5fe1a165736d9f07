import { type Attribute, attribute, field, text, varint } from "../ingest-load/wire.ts";

/** Prepared metrics requests: protobuf bytes whose times and values are written anew before each sending. */

const METRICS = 20;
const SERIES_A_METRIC = 50;
export const POINTS_A_REQUEST = METRICS * SERIES_A_METRIC;
/** Offsets inside a point, whose first fields have fixed places: start, time, then value or count. */
const START = 1;
const TIME = 10;
const VALUE = 19;
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const CUMULATIVE = Uint8Array.of(0x10, 2);
const MONOTONIC = Uint8Array.of(0x18, 1);

export interface MetricBody {
  bytes: Buffer;
  /** Where each point's content starts, and whether it is of a histogram. */
  points: { at: number; isHistogram: boolean }[];
  /** Nanoseconds since 1970: when the sender started. */
  startedAt: bigint;
  sent: number;
}

function doubles(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 8);
  for (const [index, value] of values.entries()) buffer.writeDoubleLE(value, index * 8);
  return buffer;
}

/** A series with the five labels of an HTTP server's metrics. */
function pointContent(metric: number, series: number, isHistogram: boolean): Buffer {
  const attributes: Attribute[] = [
    ["http.request.method", series % 4 === 0 ? "POST" : "GET"],
    ["http.route", `/api/v1/resource-${series}/:id`],
    ["http.response.status_code", series % 9 === 0 ? 500 : 200],
    ["server.address", `backend-${metric % 12}.internal`],
    ["network.protocol.version", "1.1"],
  ];
  const fixed = Buffer.alloc(27);
  [fixed[0], fixed[9], fixed[18]] = [0x11, 0x19, 0x21];
  if (!isHistogram) return Buffer.concat([fixed, ...attributes.map((item) => attribute(7, item))]);
  const sum = Buffer.concat([Uint8Array.of(0x29), doubles([12.5])]);
  const counts = field(6, Buffer.alloc((BOUNDS.length + 1) * 8));
  return Buffer.concat([
    fixed,
    sum,
    counts,
    field(7, doubles(BOUNDS)),
    ...attributes.map((item) => attribute(9, item)),
  ]);
}

/** A request of 1,000 points of one process: nine metrics of counters, nine of gauges, two of histograms. */
export function createMetricBody(connection: number): MetricBody {
  const resource = field(
    1,
    Buffer.concat(
      (
        [
          ["service.name", `bench-${connection % 12}`],
          ["service.version", "1.4.2"],
          ["service.instance.id", `instance-${connection}`],
          ["host.name", `host-${connection}`],
        ] as Attribute[]
      ).map((item) => attribute(1, item)),
    ),
  );
  const metrics = Array.from({ length: METRICS }, (_, metric) => {
    const isHistogram = metric >= METRICS - 2;
    const isCounter = metric % 2 === 0;
    const points = Array.from({ length: SERIES_A_METRIC }, (_, series) =>
      field(1, pointContent(metric, series, isHistogram)),
    );
    const head = [
      text(1, `bench.metric_${metric}`),
      text(2, "A metric of the benchmark."),
      text(3, isHistogram ? "s" : "1"),
    ];
    const data = isHistogram
      ? field(9, Buffer.concat([...points, CUMULATIVE]))
      : isCounter
        ? field(7, Buffer.concat([...points, CUMULATIVE, MONOTONIC]))
        : field(5, Buffer.concat(points));
    return field(2, Buffer.concat([...head, data]));
  });
  const scope = field(1, text(1, "bench"));
  const bytes = field(1, Buffer.concat([resource, field(2, Buffer.concat([scope, ...metrics]))]));
  return { bytes, points: findPoints(bytes), startedAt: BigInt(Date.now() - 60_000) * 1_000_000n, sent: 0 };
}

/** Points are the places with the three fixed fields in a row. */
function findPoints(bytes: Buffer): MetricBody["points"] {
  const points: MetricBody["points"] = [];
  const fixed = [...new Uint8Array(9)];
  const head = Buffer.from([0x11, ...fixed.slice(1), 0x19, ...fixed.slice(1), 0x21, ...fixed.slice(1)]);
  for (let at = bytes.indexOf(head); at !== -1; at = bytes.indexOf(head, at + head.length)) {
    points.push({ at, isHistogram: bytes[at + head.length] === 0x29 });
  }
  if (points.length !== POINTS_A_REQUEST) throw new Error(`${points.length} points instead of ${POINTS_A_REQUEST}`);
  return points;
}

/** Gives every point the time and a value that only grows. */
export function freshenMetrics(body: MetricBody): void {
  const { bytes, points, startedAt } = body;
  const now = BigInt(Date.now()) * 1_000_000n;
  const step = ++body.sent;
  for (const [index, { at, isHistogram }] of points.entries()) {
    bytes.writeBigUInt64LE(startedAt, at + START);
    bytes.writeBigUInt64LE(now, at + TIME);
    if (isHistogram) {
      bytes.writeUInt32LE(step * 15, at + VALUE);
      const counts = at + VALUE + 8 + 9 + 2;
      for (let bucket = 0; bucket <= BOUNDS.length; bucket++) bytes.writeUInt32LE(step, counts + bucket * 8);
    } else bytes.writeDoubleLE(step * (1 + (index % 17)) + index / 7, at + VALUE);
  }
}

/** The bytes of a length, to be sure that the counts' length takes one: fifteen numbers of eight bytes are 120. */
if (varint((BOUNDS.length + 1) * 8).length !== 1) throw new Error("counts have another place");
