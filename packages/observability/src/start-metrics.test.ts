import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { metrics } from "@opentelemetry/api";
import { emptyResource } from "@opentelemetry/resources";
import { loadConfig } from "@plimsoll/core";
import { afterAll, describe, expect, it, vi } from "vitest";
import { startMetrics } from "./start-metrics.ts";
import { SELF_HEADER, startObservability } from "./start-observability.ts";

const servers: ReturnType<typeof createServer>[] = [];
afterAll(() => servers.forEach((server) => server.closeAllConnections()));

/** Takes what is exported; `answer` says how. Names in protobuf are plain text. */
async function receive(answer: (response: ServerResponse) => void) {
  const got: { path: string; headers: IncomingHttpHeaders; text: string }[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      got.push({ path: request.url ?? "", headers: request.headers, text: body.toString("latin1") });
      answer(response);
    });
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return { got, endpoint, server };
}

describe("own metrics", () => {
  it("tell of the process, its runtime and what code counts, marked as Plimsoll's own", async () => {
    const { got, endpoint } = await receive((response) => response.end());
    const config = loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_METRIC_EXPORT_INTERVAL: "100" });
    const own = startObservability({ service: "plimsoll-test", version: "1", config, exportKey: "plim_own" });
    const counter = metrics.getMeter("test").createCounter("test.words");
    counter.add(1);
    const all = [
      "process.cpu.time",
      "process.memory.usage",
      "nodejs.eventloop.delay.p99",
      "nodejs.eventloop.utilization",
      "v8js.memory.heap.used",
      "test.words",
      "service.instance.id",
      "host.name",
    ];
    await vi.waitFor(
      () => {
        const { text } = got.findLast(({ path }) => path === "/v1/metrics") ?? { text: "" };
        expect(all.filter((name) => !text.includes(name))).toEqual([]);
      },
      { timeout: 20_000 },
    );
    for (const { headers } of got) {
      expect(headers[SELF_HEADER]).toBe("1");
      expect(headers.authorization).toBe("Bearer plim_own");
    }
    metrics.getMeter("test").createCounter("test.last.words").add(1);
    await own.stop();
    expect(got.at(-1)?.text).toContain("test.last.words");
  });

  it("hold up neither start nor end when nobody answers", async () => {
    const open: ServerResponse[] = [];
    const { got, endpoint } = await receive((response) => open.push(response));
    const own = startMetrics({ resource: emptyResource(), endpoint, headers: {}, intervalMs: 60_000 });
    await own.stop();
    expect(got).toHaveLength(1);
    // It did not wait for the exporter to give up.
    expect(open.map(({ destroyed, writableEnded }) => destroyed || writableEnded)).toEqual([false]);
  });

  it("do without a receiver", async () => {
    const { endpoint, server } = await receive(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const own = startMetrics({ resource: emptyResource(), endpoint, headers: {}, intervalMs: 60_000 });
    await expect(own.stop()).resolves.toBeUndefined();
  });
});
