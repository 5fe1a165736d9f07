import { once } from "node:events";
import { createSecureServer, createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import { loadScriptSchema } from "@plimsoll/core";
import { afterEach, describe, expect, it } from "vitest";
import { exchangeOver, listenOnLoopback } from "../testing/exchange-over.ts";
import { TEST_CERTIFICATE, TEST_KEY } from "../testing/test-certificate.ts";
import { createTransport } from "./create-transport.ts";

const HTTP = loadScriptSchema.shape.http.parse({ version: "2" });
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function transportWith(http: Partial<typeof HTTP> = {}) {
  const transport = createTransport({ ...HTTP, ...http }, null, async () => ["127.0.0.1"]);
  closing.push(async () => transport.close());
  return transport;
}

async function serve(answer: (stream: ServerHttp2Stream, path: string) => void, server: Http2Server = createServer()) {
  let sessions = 0;
  const open = new Set<{ destroy(): void }>();
  server.on("session", (session) => {
    sessions += 1;
    open.add(session);
    session.on("error", () => undefined);
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    answer(stream, String(headers[":path"]));
  });
  const port = await listenOnLoopback(server);
  closing.push(async () => {
    for (const session of open) session.destroy();
    server.close();
    await once(server, "close");
  });
  return { url: `http://127.0.0.1:${port}/`, port, sessions: () => sessions, open };
}
const ok = (stream: ServerHttp2Stream) => {
  stream.respond({ ":status": 200, "x-a": "b" });
  stream.end("ok");
};

describe("HTTP/2", () => {
  it("shares a connection among requests", async () => {
    const server = await serve(ok);
    const transport = transportWith();
    const ends = await Promise.all(Array.from({ length: 50 }, () => exchangeOver(transport, server.url)));
    for (const { error, status, body, headers, bytesIn, bytesOut } of ends) {
      expect({ error, status, body: body?.toString() }).toEqual({ error: null, status: 200, body: "ok" });
      expect(headers).toContain("x-a");
      expect([bytesIn > 10, bytesOut > 10]).toEqual([true, true]);
    }
    expect(server.sessions()).toBe(1);
  });

  it("opens another one beyond the number that the server takes at once", async () => {
    const server = await serve(
      (stream) => setTimeout(() => ok(stream), 30),
      createServer({ settings: { maxConcurrentStreams: 10 } }),
    );
    const transport = transportWith();
    await exchangeOver(transport, server.url);
    const ends = await Promise.all(Array.from({ length: 25 }, () => exchangeOver(transport, server.url)));
    expect(ends.every(({ error }) => error === null)).toBe(true);
    expect(server.sessions()).toBeGreaterThan(1);
  });

  it("carries bodies both ways, over TLS too", async () => {
    const server = await serve(
      (stream) => {
        stream.respond({ ":status": 201 });
        stream.pipe(stream);
      },
      createSecureServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }),
    );
    const transport = transportWith({ verifyTls: false });
    const sent = { method: "POST", body: "hello" };
    const { status, body } = await exchangeOver(transport, `https://localhost:${server.port}/`, sent);
    expect([status, body?.toString()]).toEqual([201, "hello"]);
    const strict = await exchangeOver(transportWith(), `https://localhost:${server.port}/`);
    expect(strict.error).toBe("tls");
  });

  it("opens a connection for each request where they are not to be kept", async () => {
    const server = await serve(ok);
    const transport = transportWith({ keepAlive: false });
    for (let at = 0; at < 3; at += 1) expect((await exchangeOver(transport, server.url)).error).toBeNull();
    expect(server.sessions()).toBe(3);
  });

  it("goes on with a new connection when the server closed the old one", async () => {
    const server = await serve(ok);
    const transport = transportWith();
    expect((await exchangeOver(transport, server.url)).error).toBeNull();
    for (const session of server.open) session.destroy();
    const [first, second] = [await exchangeOver(transport, server.url), await exchangeOver(transport, server.url)];
    expect([first?.error, second?.error]).toEqual([null, null]);
  });

  it("tells what went wrong", async () => {
    const server = await serve((stream, path) => {
      if (path === "/reset") stream.close(2);
      else if (path === "/gone") stream.session?.destroy();
      else if (path === "/large") {
        stream.respond({ ":status": 200 });
        stream.end("x".repeat(5_000));
      } else stream.respond({ ":status": 200 });
    });
    const transport = transportWith();
    const kind = async (path: string, options = {}) =>
      (await exchangeOver(transport, `${server.url}${path}`, options)).error;
    expect(await kind("reset")).toBe("reset");
    expect(await kind("gone")).toBe("reset");
    expect(await kind("large", { maxBodyBytes: 1_000 })).toBe("body");
    expect(await kind("silent", { cutAfterMs: 20 })).toBe("timeout");
    const down = await exchangeOver(transportWith(), "http://127.0.0.1:1/");
    expect(down.error).toBe("connect");
  });

  it("is not spoken by a server of HTTP/1.1", async () => {
    const { createServer: createHttpsServer } = await import("node:https");
    const server = createHttpsServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (_request, response) => response.end());
    const port = await listenOnLoopback(server);
    closing.push(async () => once(server.close(), "close"));
    const { error } = await exchangeOver(transportWith({ verifyTls: false }), `https://localhost:${port}/`);
    expect(error === "protocol" || error === "tls").toBe(true);
    server.closeAllConnections();
  });
});
