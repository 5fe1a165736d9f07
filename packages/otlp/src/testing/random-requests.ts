/** A small seeded generator (mulberry32), so that a failing case can be repeated. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
  bytes(size: number): Uint8Array {
    return Uint8Array.from({ length: size }, () => 1 + this.below(255));
  }
  list<T>(max: number, make: () => T): T[] {
    return Array.from({ length: this.below(max + 1) }, make);
  }
}

const TEXTS = [
  "",
  "a",
  "plain text",
  'quote " and \\ backslash',
  "tab\tnewline\n\u0001",
  "Zürich 東京 🚢",
  "x".repeat(300),
];
const KEYS = [
  "k",
  "http.route",
  "db.system",
  "wide ключ",
  "",
  "exception.type",
  "service.name",
  "a.very.long.key.".repeat(4),
];
const INTS = ["0", "1", "-1", "127", "128", "9007199254740993", "-9223372036854775808", "9223372036854775807"];
const DOUBLES = [0, -0, 1, 0.1, -2.5e-300, 1.7976931348623157e308, Number.NaN, Infinity, -Infinity, 1e21];

export interface AnyValueJson {
  [member: string]: unknown;
}
export interface KeyValueJson {
  key: string;
  value: AnyValueJson;
}

function randomAnyValue(random: Random, depth = 0): AnyValueJson {
  const kind = random.below(depth > 3 ? 6 : 8);
  if (kind === 0) return { stringValue: random.pick(TEXTS) };
  if (kind === 1) return { boolValue: random.next() < 0.5 };
  if (kind === 2) return { intValue: random.pick(INTS) };
  if (kind === 3) return { doubleValue: random.pick(DOUBLES) };
  if (kind === 4) return { bytesValue: random.bytes(random.below(9)) };
  if (kind === 5) return {};
  if (kind === 6) return { arrayValue: { values: random.list(4, () => randomAnyValue(random, depth + 1)) } };
  return { kvlistValue: { values: random.list(3, () => randomKeyValue(random, depth + 1)) } };
}

export function randomKeyValue(random: Random, depth = 0): KeyValueJson {
  return { key: random.pick(KEYS), value: randomAnyValue(random, depth) };
}

function randomSpan(random: Random) {
  const start = 1_600_000_000_000_000_000n + BigInt(random.below(2 ** 31)) * 1_000_003n;
  return {
    traceId: random.bytes(16),
    spanId: random.bytes(8),
    parentSpanId: random.next() < 0.5 ? random.bytes(8) : new Uint8Array(0),
    traceState: random.pick(["", "vendor=1,other=2"]),
    flags: random.pick([0, 1, 257, 0xffffffff]),
    name: random.pick(TEXTS),
    kind: random.below(6),
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(random.below(2 ** 31)) - 1000n),
    attributes: random.list(12, () => randomKeyValue(random)),
    droppedAttributesCount: random.pick([0, 3, 0xffffffff]),
    events: random.list(3, () => ({
      timeUnixNano: String(start + 5n),
      name: random.pick(["exception", "log", 'odd "name"']),
      attributes: random.list(3, () => randomKeyValue(random)),
      droppedAttributesCount: random.below(3),
    })),
    droppedEventsCount: random.below(3),
    links: random.list(2, () => ({
      traceId: random.bytes(16),
      spanId: random.bytes(8),
      traceState: random.pick(["", "a=b"]),
      flags: random.pick([0, 1, 768]),
      attributes: random.list(2, () => randomKeyValue(random)),
      droppedAttributesCount: random.below(3),
    })),
    droppedLinksCount: random.below(3),
    status: { code: random.below(3), message: random.pick(TEXTS) },
  };
}

export type RandomSpan = ReturnType<typeof randomSpan>;

/** A request with every field of the trace messages, edge values included. */
export function randomRequest(random: Random) {
  return {
    resourceSpans: random.list(3, () => ({
      resource: {
        attributes: random.list(4, () => randomKeyValue(random)),
        droppedAttributesCount: random.below(3),
      },
      schemaUrl: random.pick(["", "https://opentelemetry.io/schemas/1.30.0"]),
      scopeSpans: random.list(3, () => ({
        scope: {
          name: random.pick(TEXTS),
          version: random.pick(["", "1.0.0"]),
          attributes: random.list(2, () => randomKeyValue(random)),
          droppedAttributesCount: random.below(3),
        },
        schemaUrl: random.pick(["", "https://example.com/schema"]),
        spans: random.list(8, () => randomSpan(random)),
      })),
    })),
  };
}
export type RandomRequest = ReturnType<typeof randomRequest>;
