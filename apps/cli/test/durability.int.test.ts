import { randomBytes } from "node:crypto";
import { SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { TestInstance } from "@plimsoll/embedded/testing";
import { createTelemetryClient, getTraceSpans, type TelemetryClient } from "@plimsoll/telemetry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROUNDS = Number(process.env["PLIMSOLL_TEST_KILL_ROUNDS"] ?? 3);
const EXPORTERS = 4;
const SPANS_A_TRACE = 20;

const instance = new TestInstance();
beforeAll(() => instance.start());
afterAll(() => instance.remove());

const resource = resourceFromAttributes({ "service.name": "kill-test" });
function makeTrace(traceId: string): ReadableSpan[] {
  const now = Date.now();
  const time = (ms: number): [number, number] => [Math.floor(ms / 1000), (ms % 1000) * 1e6];
  return Array.from({ length: SPANS_A_TRACE }, (_, index): ReadableSpan => {
    const spanContext = { traceId, spanId: randomBytes(8).toString("hex"), traceFlags: TraceFlags.SAMPLED };
    return {
      name: `operation ${index}`,
      kind: SpanKind.INTERNAL,
      spanContext: () => spanContext,
      startTime: time(now + index),
      endTime: time(now + index + 5),
      status: { code: SpanStatusCode.UNSET },
      attributes: { index },
      links: [],
      events: [],
      duration: [0, 5e6],
      ended: true,
      resource,
      instrumentationScope: { name: "kill-test" },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  });
}

/** Sends one trace after the other through the stock exporter, which retries by itself; keeps what was acknowledged. */
class Sender {
  readonly acknowledged: string[] = [];
  failures = 0;
  #stopped = false;
  readonly #exporter = new OTLPTraceExporter({ url: `${instance.otlpHttpUrl}/v1/traces`, timeoutMillis: 10_000 });
  readonly #done: Promise<void>;

  constructor() {
    this.#done = this.#run();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const traceId = randomBytes(16).toString("hex");
      const spans = makeTrace(traceId);
      const ok = await new Promise<boolean>((resolve) =>
        this.#exporter.export(spans, ({ code }) => resolve(code === 0)),
      );
      if (ok) this.acknowledged.push(traceId);
      else this.failures += 1;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
    await this.#exporter.shutdown();
  }
}

async function kill(round: number): Promise<string> {
  const kind = ["ingest", "clickhouse", "everything"][round % 3] ?? "";
  if (kind === "everything") {
    await instance.killAll();
    await instance.start();
    return kind;
  }
  const before = instance.pidOf(`/${kind === "ingest" ? "ingest/dist/main.mjs" : "cli/dist/clickhouse.mjs"}`);
  process.kill(before, "SIGKILL");
  await instance.until(() => instance.output.includes(`${kind} runs again`), 60_000);
  instance.output = instance.output.replace(`${kind} runs again`, "");
  return kind;
}

async function verify(
  client: TelemetryClient,
  traceIds: readonly string[],
): Promise<{ missing: string[]; twice: string[] }> {
  const missing: string[] = [];
  const twice: string[] = [];
  for (const traceId of traceIds) {
    const { spans } = await getTraceSpans(client, { projectId: "default", traceId, maxSpans: 1000 });
    const ids = new Set(spans.map((span) => span.spanId));
    if (ids.size < SPANS_A_TRACE) missing.push(`${traceId} (${ids.size})`);
    if (spans.length > ids.size) twice.push(traceId);
  }
  return { missing, twice };
}

describe("what was acknowledged", () => {
  it(`is there, once, after ${ROUNDS} rounds of SIGKILL under load`, {
    timeout: 120_000 + ROUNDS * 30_000,
  }, async () => {
    const senders = Array.from({ length: EXPORTERS }, () => new Sender());
    const count = () => senders.reduce((sum, sender) => sum + sender.acknowledged.length, 0);
    for (let round = 0; round < ROUNDS; round++) {
      const before = count();
      await instance.until(() => count() > before + 20, 60_000);
      await kill(round);
    }
    const before = count();
    await instance.until(() => count() > before + 20, 60_000);
    await Promise.all(senders.map((sender) => sender.stop()));
    const acknowledged = senders.flatMap((sender) => sender.acknowledged);
    const client = createTelemetryClient({
      url: instance.runtime().clickhouseUrl,
      queryTimeoutMs: 30_000,
      maxMemoryBytes: 1e9,
    });
    const { missing, twice } = await verify(client, acknowledged);
    await client.close();
    const failures = senders.reduce((sum, sender) => sum + sender.failures, 0);
    console.log(
      `${ROUNDS} kills: ${acknowledged.length * SPANS_A_TRACE} spans acknowledged, ${missing.length} traces incomplete, ${twice.length} shown twice, ${failures} exports given up`,
    );
    expect(missing).toEqual([]);
    expect(twice).toEqual([]);
  });
});
