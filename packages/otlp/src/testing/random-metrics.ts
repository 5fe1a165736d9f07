import { type KeyValueJson, type Random, randomKeyValue } from "./random-requests.ts";

const START = 1_700_000_000_000_000_000n;
const COUNTS = ["0", "1", "17", "4294967296", "18446744073709551615"];
const FINITE = [0, 1, -1, 0.1, -2.5e-300, 1.7976931348623157e308, 1e21];

function randomExemplar(random: Random) {
  return {
    filteredAttributes: [{ key: "user", value: { stringValue: random.pick(["a", 'b "quoted"']) } }],
    timeUnixNano: String(START + BigInt(random.below(1000))),
    ...(random.next() < 0.5 ? { asDouble: random.pick(FINITE) } : { asInt: random.pick(["-5", "12"]) }),
    ...(random.next() < 0.5 && { traceId: random.bytes(16), spanId: random.bytes(8) }),
  };
}
const times = (random: Random) => ({
  startTimeUnixNano: random.pick([String(START - 5n), String(START)]),
  timeUnixNano: String(START + BigInt(random.below(2 ** 31)) * 1_000n + 1n),
});
/** Attributes whose keys differ, as the specification demands. */
function attributes(random: Random): KeyValueJson[] {
  const list = random.list(5, () => randomKeyValue(random));
  return [...new Map(list.map((item) => [item.key, item])).values()];
}
const range = (random: Random) => (random.next() < 0.5 ? { min: random.pick(FINITE), max: random.pick(FINITE) } : {});

function randomNumber(random: Random) {
  const value =
    random.next() < 0.5 ? { asDouble: random.pick(FINITE) } : { asInt: random.pick(["-7", "0", "9007199254740992"]) };
  return {
    attributes: attributes(random),
    ...times(random),
    ...value,
    exemplars: random.list(2, () => randomExemplar(random)),
  };
}
function randomHistogram(random: Random) {
  const bounds = [-1, 0.5, 2, 1e9].slice(0, random.below(5));
  return {
    attributes: attributes(random),
    ...times(random),
    count: random.pick(COUNTS),
    sum: random.pick(FINITE),
    explicitBounds: bounds,
    bucketCounts: [0, ...bounds].map(() => random.pick(COUNTS)),
    exemplars: random.list(2, () => randomExemplar(random)),
    ...range(random),
  };
}
function randomExponential(random: Random) {
  const buckets = () => ({ offset: random.below(100) - 50, bucketCounts: random.list(6, () => random.pick(COUNTS)) });
  return {
    attributes: attributes(random),
    ...times(random),
    count: random.pick(COUNTS),
    sum: random.pick(FINITE),
    scale: random.below(30) - 10,
    zeroCount: random.pick(COUNTS),
    zeroThreshold: random.pick([0, 1e-6]),
    ...(random.next() < 0.8 && { positive: buckets() }),
    ...(random.next() < 0.3 && { negative: buckets() }),
    exemplars: random.list(2, () => randomExemplar(random)),
    ...range(random),
  };
}
function randomSummary(random: Random) {
  return {
    attributes: attributes(random),
    ...times(random),
    count: random.pick(COUNTS),
    sum: random.pick(FINITE),
    quantileValues: random.list(3, () => ({ quantile: random.next(), value: random.pick(FINITE) })),
  };
}

export type RandomPoint = ReturnType<typeof randomNumber> &
  Partial<ReturnType<typeof randomHistogram> & ReturnType<typeof randomExponential> & ReturnType<typeof randomSummary>>;

function randomData(
  random: Random,
): Record<string, { dataPoints: unknown[]; aggregationTemporality?: number; isMonotonic?: boolean }> {
  const aggregationTemporality = random.pick([1, 2]);
  const kind = random.below(5);
  if (kind === 0) return { gauge: { dataPoints: random.list(6, () => randomNumber(random)) } };
  if (kind === 1) {
    const dataPoints = random.list(6, () => randomNumber(random));
    return { sum: { dataPoints, aggregationTemporality, isMonotonic: random.next() < 0.5 } };
  }
  if (kind === 2)
    return { histogram: { dataPoints: random.list(4, () => randomHistogram(random)), aggregationTemporality } };
  if (kind === 3) {
    return {
      exponentialHistogram: { dataPoints: random.list(4, () => randomExponential(random)), aggregationTemporality },
    };
  }
  return { summary: { dataPoints: random.list(4, () => randomSummary(random)) } };
}

/** A request with points of every kind, edge values included. */
export function randomMetrics(random: Random) {
  return {
    resourceMetrics: random.list(3, () => ({
      resource: { attributes: attributes(random), droppedAttributesCount: random.below(3) },
      scopeMetrics: random.list(3, () => ({
        scope: { name: random.pick(["", "scope", "Ωmega"]), version: "1" },
        metrics: random.list(6, () => ({
          name: random.pick(["http.server.request.duration", "m", "größe"]),
          description: random.pick(["", "How long it took."]),
          unit: random.pick(["", "s", "{request}"]),
          ...randomData(random),
        })),
      })),
    })),
  };
}
export type RandomMetrics = ReturnType<typeof randomMetrics>;
