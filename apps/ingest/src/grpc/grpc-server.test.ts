import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { encodeStatus } from "@plimsoll/otlp";
import { afterEach, describe, expect, it } from "vitest";
import { protobufRequest } from "../../test/requests.ts";
import { KEYS, startTestIngest, type TestIngest } from "../../test/start-test-ingest.ts";

let ingest: TestIngest;
let client: Client;
afterEach(async () => {
  client.close();
  await ingest.close();
});

async function start(env: Record<string, string> = {}): Promise<void> {
  ingest = await startTestIngest(env);
  client = new Client(ingest.grpcAddress, credentials.createInsecure());
}

function send(
  body: Uint8Array,
  headers: Record<string, string> = {},
  signal = "trace.v1.TraceService",
): Promise<Buffer> {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(headers)) metadata.set(key, value);
  const asIs = (bytes: Buffer): Buffer => bytes;
  const path = `/opentelemetry.proto.collector.${signal}/Export`;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, asIs, asIs, Buffer.from(body), metadata, (error, answer) =>
      error ? reject(error) : resolve(answer ?? Buffer.alloc(0)),
    );
  });
}

describe("OTLP over gRPC", () => {
  it("answers once the spans are committed", async () => {
    await start();
    expect(await send(protobufRequest({}, {}))).toHaveLength(0);
    expect(ingest.store.rows).toBe(2);
    expect((await send(protobufRequest({}, { traceId: "" }))).toString("latin1")).toContain("1 span rejected");
  });

  it("takes empty metrics, and logs without storing them", async () => {
    await start();
    expect(await send(Buffer.alloc(0), {}, "metrics.v1.MetricsService")).toHaveLength(0);
    const logs = Uint8Array.of(0x0a, 4, 0x12, 2, 0x12, 0);
    expect((await send(logs, {}, "logs.v1.LogsService")).toString("latin1")).toContain("does not store logs yet");
  });

  it("answers broken bytes with INVALID_ARGUMENT and unknown services with UNIMPLEMENTED", async () => {
    await start();
    await expect(send(Uint8Array.of(0x0a, 0xff))).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    await expect(send(Buffer.alloc(0), {}, "profiles.v1.Other")).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });

  it("answers messages over the limit with RESOURCE_EXHAUSTED", async () => {
    await start({ PLIMSOLL_INGEST_MAX_BODY_BYTES: "2048" });
    await expect(send(protobufRequest({ name: "x".repeat(4096) }))).rejects.toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
    });
    expect(ingest.store.rows).toBe(0);
  });

  it("checks keys: UNAUTHENTICATED and PERMISSION_DENIED", async () => {
    await start({ PLIMSOLL_INGEST_AUTH: "key" });
    await expect(send(protobufRequest({}))).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
    const bad = { authorization: "Bearer plim_unknown" };
    await expect(send(protobufRequest({}), bad)).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
    const read = { authorization: `Bearer ${KEYS.read}` };
    await expect(send(protobufRequest({}), read)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
    await send(protobufRequest({}), { authorization: `Bearer ${KEYS.ingest}` });
    expect(ingest.store.rows).toBe(1);
  });

  it("asks for a retry with RetryInfo while the store is down", async () => {
    await start();
    ingest.store.isDown = true;
    const error = (await send(protobufRequest({})).catch((thrown: unknown) => thrown)) as ServiceError;
    expect(error.code).toBe(status.UNAVAILABLE);
    const [details] = error.metadata.get("grpc-status-details-bin");
    const expected = encodeStatus({ code: 14, message: error.details, retryAfterSeconds: 1 }, "protobuf");
    expect(Buffer.from(details as Buffer).equals(Buffer.from(expected))).toBe(true);
  });

  it("cuts off a client whose message does not come", async () => {
    await start({ PLIMSOLL_INGEST_REQUEST_TIMEOUT_MS: "200" });
    const asIs = (bytes: Buffer): Buffer => bytes;
    const path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    const ended = new Promise<ServiceError | null>((resolve) => {
      // The headers go out and the stream stays open without a message.
      client.makeClientStreamRequest(path, asIs, asIs, new Metadata(), (error) => resolve(error));
    });
    expect(await ended).toMatchObject({ code: status.DEADLINE_EXCEEDED });
    await send(protobufRequest({}));
    expect(ingest.store.rows).toBe(1);
  });
});
