import { createClient } from "@clickhouse/client";
import { SPANS_COLUMNS } from "../spans-columns.ts";

/** A span for tests: what is left out has a plain value. Ids are hexadecimal. */
export interface TestSpan {
  project?: string;
  receivedAt?: number;
  ts: bigint;
  durationMs?: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  service?: string;
  name?: string;
  kind?: number;
  status?: number;
  statusMessage?: string;
  resource?: [string, object][];
  strings?: Record<string, string>;
  integers?: Record<string, string>;
  doubles?: Record<string, string>;
  others?: Record<string, string>;
  events?: string;
  links?: string;
  exceptionType?: string;
  peer?: string;
}

const text = (value: string) => `unhex('${Buffer.from(value).toString("hex")}')`;
const map = (entries: Record<string, string> | undefined, value: (item: string) => string, type: string) =>
  `CAST(map(${Object.entries(entries ?? {})
    .flatMap(([key, item]) => [text(key), value(item)])
    .join(", ")}), 'Map(LowCardinality(String), ${type})')`;

/** The cells of a row, each under its column's name. */
function selectList(span: TestSpan): string {
  const service = span.service ?? "shop";
  const attributes = (span.resource ?? [["service.name", { stringValue: service }]]).map(([key, value]) => ({
    key,
    value,
  }));
  const resource = JSON.stringify({ attributes, droppedAttributesCount: 0, schemaUrl: "" });
  const scope = JSON.stringify({
    name: "test",
    version: "1",
    attributes: [],
    droppedAttributesCount: 0,
    schemaUrl: "",
  });
  const cells = [
    text(span.project ?? "default"),
    `toDateTime(${span.receivedAt ?? Math.floor(Date.now() / 1000)}, 'UTC')`,
    `fromUnixTimestamp64Nano(toInt64('${span.ts}'), 'UTC')`,
    `toInt64(${Math.round((span.durationMs ?? 10) * 1e6)})`,
    `unhex('${span.traceId}')`,
    `unhex('${span.spanId}')`,
    `unhex('${span.parentSpanId ?? "0000000000000000"}')`,
    text(service),
    text(span.name ?? "GET /"),
    span.kind ?? 2,
    span.status ?? 0,
    text(span.statusMessage ?? ""),
    "''",
    0,
    text(resource),
    text(scope),
    map(span.strings, text, "String"),
    map(span.integers, (item) => `toInt64('${item}')`, "Int64"),
    map(span.doubles, (item) => `toFloat64('${item}')`, "Float64"),
    map(span.others, text, "String"),
    text(span.events ?? ""),
    text(span.links ?? ""),
    text(span.exceptionType ?? ""),
    text(span.peer ?? ""),
    0,
    0,
    0,
  ];
  return SPANS_COLUMNS.map((column, index) => `${cells[index]} AS ${column.name}`).join(", ");
}

/** Runs a statement without an answer. */
export async function command(url: string, query: string): Promise<void> {
  const client = createClient({ url, log: { level: 127 } });
  try {
    await client.command({ query });
  } finally {
    await client.close();
  }
}

/** Stores spans as one insert. */
export async function insertSpans(url: string, spans: readonly TestSpan[]): Promise<void> {
  const columns = SPANS_COLUMNS.map((column) => column.name).join(", ");
  const rows = spans.map((span) => `SELECT ${selectList(span)}`).join(" UNION ALL ");
  await command(url, `INSERT INTO plimsoll.spans (${columns}) ${rows}`);
}

/** 32 and 16 digits that are the same for the same number. */
export const traceId = (number: number) => number.toString(16).padStart(32, "a");
export const spanId = (number: number) => number.toString(16).padStart(16, "b");
