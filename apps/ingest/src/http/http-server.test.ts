import { once } from "node:events";
import { connect } from "node:net";
import { deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { jsonRequest, post, protobufRequest } from "../../test/requests.ts";
import { KEYS, startTestIngest, type TestIngest } from "../../test/start-test-ingest.ts";

let ingest: TestIngest;
afterEach(() => ingest.close());

/** Sends raw bytes and collects the answer until the server closes the connection. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  socket.write(text);
  await once(socket, "close");
  return answer;
}

describe("OTLP over HTTP", () => {
  it("answers protobuf in protobuf and JSON in JSON, once the spans are committed", async () => {
    ingest = await startTestIngest();
    const protobuf = await post(ingest.url, protobufRequest({ name: "one" }));
    expect([protobuf.status, protobuf.headers.get("content-type")]).toEqual([200, "application/x-protobuf"]);
    expect((await protobuf.arrayBuffer()).byteLength).toBe(0);
    const json = await post(ingest.url, jsonRequest({ name: "two" }), {
      "content-type": "application/json; charset=utf-8",
    });
    expect([json.status, await json.json()]).toEqual([200, {}]);
    expect(json.headers.get("x-content-type-options")).toBe("nosniff");
    expect(ingest.store.rows).toBe(2);
  });

  it("answers only after the commit", async () => {
    ingest = await startTestIngest();
    const open = ingest.store.hold();
    let isAnswered = false;
    const answer = post(ingest.url, protobufRequest({})).then((response) => {
      isAnswered = true;
      return response;
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(isAnswered).toBe(false);
    open();
    expect((await answer).status).toBe(200);
  });

  it("commits requests that arrive together in one insert", async () => {
    ingest = await startTestIngest({ PLIMSOLL_INGEST_FLUSH_MS: "60" });
    await Promise.all(Array.from({ length: 20 }, () => post(ingest.url, protobufRequest({}, {}))));
    expect(ingest.store.rows).toBe(40);
    expect(ingest.store.inserts.length).toBeLessThan(5);
  });

  it("takes gzip and deflate, and refuses other encodings", async () => {
    ingest = await startTestIngest();
    const body = protobufRequest({});
    expect((await post(ingest.url, Uint8Array.from(gzipSync(body)), { "content-encoding": "gzip" })).status).toBe(200);
    const other = Uint8Array.from(deflateSync(protobufRequest({})));
    expect((await post(ingest.url, other, { "content-encoding": "deflate" })).status).toBe(200);
    expect((await post(ingest.url, body, { "content-encoding": "zstd" })).status).toBe(415);
    expect(ingest.store.rows).toBe(2);
  });

  it("answers empty requests with an empty success, of every signal", async () => {
    ingest = await startTestIngest();
    for (const path of ["/v1/traces", "/v1/metrics", "/v1/logs"]) {
      const protobuf = await post(ingest.url, new Uint8Array(0), {}, path);
      expect([protobuf.status, (await protobuf.arrayBuffer()).byteLength]).toEqual([200, 0]);
      expect(await (await post(ingest.url, "{}", {}, path)).json()).toEqual({});
    }
  });

  it("counts spans with zero ids as rejected and keeps the others", async () => {
    ingest = await startTestIngest();
    const body = jsonRequest({}, { spanId: "0000000000000000" }, { traceId: "" });
    expect(await (await post(ingest.url, body)).json()).toMatchObject({
      partialSuccess: { rejectedSpans: "2", errorMessage: expect.stringContaining("2 spans rejected") as string },
    });
    expect(ingest.store.rows).toBe(1);
  });

  it("says of logs that they are not stored, without failing", async () => {
    ingest = await startTestIngest();
    const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{}] }] }] };
    expect(await (await post(ingest.url, JSON.stringify(logs), {}, "/v1/logs")).json()).toMatchObject({
      partialSuccess: { rejectedLogRecords: "1" },
    });
  });

  const gzip = { "content-encoding": "gzip" };
  const broken: [string, string | Uint8Array<ArrayBuffer>, Record<string, string>, number][] = [
    ["broken protobuf", Uint8Array.of(0x0a, 0xff), {}, 400],
    ["broken JSON", "{", {}, 400],
    ["JSON of the wrong shape", '{"resourceSpans":[{"scopeSpans":5}]}', {}, 400],
    ["a wrong content type", "text", { "content-type": "text/plain" }, 415],
    ["broken gzip", Uint8Array.of(1, 2, 3), gzip, 400],
    [
      "truncated gzip",
      Uint8Array.from(gzipSync(protobufRequest({})).subarray(0, 60)),
      { "content-encoding": "gzip" },
      400,
    ],
    [
      "trailing bytes behind gzip",
      Uint8Array.from(Buffer.concat([gzipSync("{}"), Buffer.from("xx")])),
      { "content-encoding": "gzip" },
      400,
    ],
  ];
  it.each(broken)("answers %s with a Status body", async (_name, body, headers, status) => {
    ingest = await startTestIngest();
    const response = await post(ingest.url, body, headers);
    expect(response.status).toBe(status);
    if (response.headers.get("content-type") === "application/json") {
      expect(await response.json()).toMatchObject({ code: 3, message: expect.any(String) as string });
    } else expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(4);
    expect(ingest.store.rows).toBe(0);
    expect((await post(ingest.url, protobufRequest({}))).status).toBe(200);
  });

  it("answers other paths with 404 and other methods with 405", async () => {
    ingest = await startTestIngest();
    expect((await post(ingest.url, "{}", {}, "/v1/profiles")).status).toBe(404);
    const get = await fetch(`${ingest.url}/v1/traces`);
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("refuses bodies over the limit, declared, sent in pieces or hidden in gzip", async () => {
    ingest = await startTestIngest({ PLIMSOLL_INGEST_MAX_BODY_BYTES: "100000" });
    const large = new Uint8Array(200_000);
    expect((await post(ingest.url, large)).status).toBe(413);
    const pieces = await fetch(`${ingest.url}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/x-protobuf" },
      body: new Blob([large]).stream(),
      duplex: "half",
    } as RequestInit);
    expect(pieces.status).toBe(413);
    const bomb = Uint8Array.from(gzipSync(new Uint8Array(50_000_000)));
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 20; round++) {
      expect((await post(ingest.url, bomb, { "content-encoding": "gzip" })).status).toBe(413);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  it("refuses with 503 and Retry-After when too much waits, and recovers", async () => {
    ingest = await startTestIngest({ PLIMSOLL_INGEST_BUFFER_BYTES: "1024" });
    const open = ingest.store.hold();
    const first = post(ingest.url, protobufRequest({ name: "x".repeat(900) }));
    await expect
      .poll(async () => (await post(ingest.url, protobufRequest({ name: "y".repeat(900) }))).status)
      .toBe(503);
    const refused = await post(ingest.url, protobufRequest({ name: "z".repeat(900) }));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    open();
    expect((await first).status).toBe(200);
    expect((await post(ingest.url, protobufRequest({}))).status).toBe(200);
  });

  it("wants a key when told so: 401 for bad ones, 403 without the scope", async () => {
    ingest = await startTestIngest({ PLIMSOLL_INGEST_AUTH: "key" });
    const withKey = async (headers: Record<string, string>): Promise<number> =>
      (await post(ingest.url, protobufRequest({}), headers)).status;
    expect(await withKey({})).toBe(401);
    expect(await withKey({ authorization: "Bearer plim_unknown" })).toBe(401);
    expect(await withKey({ authorization: "Basic eDp5" })).toBe(401);
    expect(await withKey({ authorization: `Bearer ${KEYS.read}` })).toBe(403);
    expect(ingest.store.rows).toBe(0);
    expect(await withKey({ authorization: `Bearer ${KEYS.ingest}` })).toBe(200);
    expect(await withKey({ "x-api-key": KEYS.ingest })).toBe(200);
    expect(ingest.store.inserts.every(({ text }) => text.includes("of-the-key"))).toBe(true);
  });

  it("needs no key on loopback, but checks one that is given and trusts no forwarded request", async () => {
    ingest = await startTestIngest({ PLIMSOLL_INGEST_AUTH: "loopback" });
    expect((await post(ingest.url, protobufRequest({}))).status).toBe(200);
    expect((await post(ingest.url, protobufRequest({}), { authorization: "Bearer plim_no" })).status).toBe(401);
    expect((await post(ingest.url, protobufRequest({}), { "x-forwarded-for": "203.0.113.9" })).status).toBe(401);
  });

  it("answers 503, not 401, while keys cannot be checked", async () => {
    ingest = await startTestIngest({ PLIMSOLL_INGEST_AUTH: "key" }, () => Promise.reject(new Error("database down")));
    const response = await post(ingest.url, protobufRequest({}), { authorization: `Bearer ${KEYS.ingest}` });
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  });

  it("answers browsers of the configured origins only", async () => {
    ingest = await startTestIngest({ PLIMSOLL_INGEST_CORS_ORIGINS: "https://shop.example" });
    const preflight = (origin: string): Promise<Response> =>
      fetch(`${ingest.url}/v1/traces`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
      });
    const allowed = await preflight("https://shop.example");
    expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([204, "https://shop.example"]);
    expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization, content-encoding");
    expect((await preflight("https://evil.example")).headers.has("access-control-allow-origin")).toBe(false);
    const sent = await post(ingest.url, protobufRequest({}), { origin: "https://shop.example" });
    expect(sent.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  });

  it("cuts off clients that are slow to send or say nothing", async () => {
    ingest = await startTestIngest({ PLIMSOLL_INGEST_REQUEST_TIMEOUT_MS: "400" });
    const silent = raw(ingest.httpPort, "");
    const slowHeaders = raw(ingest.httpPort, "POST /v1/traces HTTP/1.1\r\nhost: x\r\n");
    const slowBody = raw(
      ingest.httpPort,
      "POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-protobuf\r\ncontent-length: 1000\r\n\r\nabc",
    );
    expect(await slowHeaders).toContain("408");
    expect(await slowBody).toMatch(/^(HTTP\/1\.1 408|$)/);
    await silent;
  });

  it("tells its health", async () => {
    ingest = await startTestIngest();
    expect((await fetch(`${ingest.url}/health`)).status).toBe(200);
    ingest.store.isDown = true;
    const down = await fetch(`${ingest.url}/health`);
    expect([down.status, await down.json()]).toMatchObject([503, { status: "unavailable" }]);
  });

  it("keeps connections open between requests", async () => {
    ingest = await startTestIngest();
    const socket = connect(ingest.httpPort, "127.0.0.1");
    let answers = "";
    socket.on("data", (chunk) => (answers += chunk.toString()));
    const request =
      "POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    socket.write(request + request);
    await expect.poll(() => answers.split("200 OK").length - 1).toBe(2);
    socket.destroy();
  });
});
