import protobuf from "protobufjs";
import { afterEach, describe, expect, it } from "vitest";
import { KEYS, startTestIngest, type TestIngest } from "../../test/start-test-ingest.ts";

const WriteRequest = protobuf
  .parse(`
syntax = "proto3";
message WriteRequest { repeated TimeSeries timeseries = 1; }
message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
message Label { string name = 1; string value = 2; }
message Sample { double value = 1; int64 timestamp = 2; }
`)
  .root.lookupType("WriteRequest");

/** A snappy block whose header says `length`, with the bytes as one literal. */
function snappyOf(bytes: Uint8Array, length = bytes.length): Uint8Array<ArrayBuffer> {
  const literal = Buffer.from([0xfc, 0, 0, 0, 0]);
  literal.writeUInt32LE(bytes.length - 1, 1);
  return Uint8Array.of((length & 127) | 128, ((length >>> 7) & 127) | 128, length >>> 14, ...literal, ...bytes);
}

let ingest: TestIngest;
afterEach(() => ingest.close());

/** A request of one sample, compressed. */
function sampleOf(value: number, name = "jobs_total"): Uint8Array<ArrayBuffer> {
  const labels = [
    { name: "__name__", value: name },
    { name: "job", value: "shop" },
  ];
  const timeseries = [{ labels, samples: [{ value, timestamp: Date.now() }] }];
  return snappyOf(WriteRequest.encode(WriteRequest.fromObject({ timeseries })).finish());
}
function write(body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${ingest.url}/api/v1/write`, {
    method: "POST",
    body,
    headers: { "content-type": "application/x-protobuf", "content-encoding": "snappy", ...headers },
  });
}

describe("remote-write", () => {
  it("answers 204 once the samples are committed, not before", async () => {
    ingest = await startTestIngest();
    const open = ingest.store.hold();
    const answer = write(sampleOf(1));
    await expect.poll(() => ingest.store.begun).toBe(1);
    expect(ingest.store.rows).toBe(0);
    open();
    expect((await answer).status).toBe(204);
    expect(ingest.store.inserts).toMatchObject([{ rows: 1, text: expect.stringContaining("jobs_total") as string }]);
  });

  it("answers 4xx to what must not come again, 503 with Retry-After to what must", async () => {
    ingest = await startTestIngest({ PLIMSOLL_INGEST_MAX_BODY_BYTES: "10000" });
    const bomb = snappyOf(Uint8Array.of(1, 2, 3), 20_000);
    expect((await write(Uint8Array.of(9, 9, 9))).status).toBe(400);
    expect((await write(snappyOf(Uint8Array.of(0x0a, 9)))).status).toBe(400);
    expect((await write(bomb)).status).toBe(413);
    expect((await write(sampleOf(1), { "content-encoding": "gzip" })).status).toBe(415);
    const second = "application/x-protobuf;proto=io.prometheus.write.v2.Request";
    expect((await write(sampleOf(1), { "content-type": second })).status).toBe(415);
    ingest.store.isDown = true;
    const down = await write(sampleOf(1));
    expect([down.status, down.headers.get("retry-after")]).toEqual([503, "1"]);
    ingest.store.isDown = false;
    expect((await write(sampleOf(1))).status).toBe(204);
  });

  it("takes the key as a bearer or as the password of Basic", async () => {
    ingest = await startTestIngest({ PLIMSOLL_INGEST_AUTH: "key" });
    const basic = (password: string) => `Basic ${Buffer.from(`prometheus:${password}`).toString("base64")}`;
    const status = async (authorization: string) => (await write(sampleOf(1), { authorization })).status;
    expect((await write(sampleOf(1))).status).toBe(401);
    expect(await status(basic("plim_unknown"))).toBe(401);
    expect(await status(basic(KEYS.read))).toBe(403);
    expect(await status(basic(KEYS.ingest))).toBe(204);
    expect(await status(`Bearer ${KEYS.ingest}`)).toBe(204);
  });
});
