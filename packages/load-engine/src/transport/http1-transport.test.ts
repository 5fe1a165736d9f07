import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { loadScriptSchema } from "@plimsoll/core";
import { afterEach, describe, expect, it } from "vitest";
import { exchangeOver, listenOnLoopback } from "../testing/exchange-over.ts";
import { TEST_CERTIFICATE, TEST_KEY } from "../testing/test-certificate.ts";
import { createTransport } from "./create-transport.ts";
import type { Transport } from "./exchange.ts";

const HTTP = loadScriptSchema.shape.http.parse({});
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function transportWith(
  http: Partial<typeof HTTP> = {},
  ...rest: [access?: Parameters<typeof createTransport>[1], lookup?: (host: string) => Promise<string[]>]
) {
  const transport = createTransport({ ...HTTP, ...http }, rest[0] ?? null, rest[1]);
  closing.push(async () => transport.close());
  return transport;
}

/** A server that is given each request's text and its connection, both counted from 0. */
async function serve(
  answer: (socket: Socket, request: string, connection: number, nth: number) => void,
  server: Server = createServer(),
) {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on(
    server.constructor.name === "Server" && "setSecureContext" in server ? "secureConnection" : "connection",
    (socket: Socket) => {
      const connection = connections++;
      let nth = 0;
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("data", (chunk: Buffer) => answer(socket, chunk.toString("latin1"), connection, nth++));
    },
  );
  server.on("tlsClientError", () => undefined);
  const port = await listenOnLoopback(server);
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await once(server.close(), "close");
  });
  return { port, url: `http://127.0.0.1:${port}/`, sockets, connections: () => connections };
}
const send = (transport: Transport, url: string, options = {}) => exchangeOver(transport, url, options);

describe("HTTP/1.1 connections", () => {
  it("are used again, one request at a time", async () => {
    const server = await serve((socket) => socket.write(OK));
    const transport = transportWith();
    for (let at = 0; at < 5; at += 1) {
      const { status, error, body, bytesIn, bytesOut } = await send(transport, server.url);
      expect({ status, error, body: body?.toString(), bytesIn }).toEqual({
        status: 200,
        error: null,
        body: "ok",
        bytesIn: OK.length,
      });
      expect(bytesOut).toBeGreaterThan(30);
    }
    expect(server.connections()).toBe(1);
    await Promise.all([1, 2, 3].map(() => send(transport, server.url)));
    expect(server.connections()).toBeLessThanOrEqual(3);
  });

  it("carry bodies and more header fields", async () => {
    const seen: string[] = [];
    const server = createHttpServer((request, response) => {
      request
        .setEncoding("utf8")
        .on("data", (text: string) => seen.push(`${String(request.headers["traceparent"])} ${text}`));
      request.on("end", () => response.end("done"));
    });
    const port = await listenOnLoopback(server);
    closing.push(async () => once(server.close(), "close"));
    const options = { method: "POST", body: "äöü", extraHeaders: ["traceparent", "00-a-b-01"] };
    const { body, status } = await send(transportWith(), `http://127.0.0.1:${port}/`, options);
    expect([status, body?.toString(), seen]).toEqual([200, "done", ["00-a-b-01 äöü"]]);
    server.closeAllConnections();
  });

  it("are made anew for each request where they are not to be kept", async () => {
    const server = await serve((socket) => socket.write(OK));
    const transport = transportWith({ keepAlive: false });
    for (let at = 0; at < 3; at += 1)
      expect(await send(transport, server.url)).toMatchObject({ error: null, status: 200 });
    expect(server.connections()).toBe(3);
  });

  it("that the server closed meanwhile are no error: the request goes out on a new one", async () => {
    const server = await serve((socket, _request, connection, nth) => {
      // The first connection is closed when a second request comes, before a byte of an answer.
      if (connection === 0 && nth === 1) socket.destroy();
      else socket.write(OK);
    });
    const transport = transportWith();
    await send(transport, server.url);
    expect(await send(transport, server.url)).toMatchObject({ error: null, status: 200 });
    expect(server.connections()).toBe(2);
  });

  it("that the server closed meanwhile are an error for what may have an effect: it is not sent twice", async () => {
    const server = await serve((socket, _request, connection, nth) => {
      if (connection === 0 && nth === 1) socket.destroy();
      else socket.write(OK);
    });
    const transport = transportWith();
    await send(transport, server.url);
    expect(await send(transport, server.url, { method: "POST" })).toMatchObject({ error: "reset" });
    expect(server.connections()).toBe(1);
  });

  it("that break again after that are", async () => {
    const server = await serve((socket, _request, connection, nth) => {
      if (connection === 0 && nth === 0) socket.write(OK);
      else socket.destroy();
    });
    const transport = transportWith();
    await send(transport, server.url);
    expect(await send(transport, server.url)).toMatchObject({ error: "reset", status: 0 });
    expect(server.connections()).toBe(2);
  });

  it("that the server closes while idle are not used", async () => {
    const server = await serve((socket) => socket.end(OK));
    const transport = transportWith();
    await send(transport, server.url);
    expect(await send(transport, server.url)).toMatchObject({ error: null });
    expect(server.connections()).toBe(2);
  });

  it("are not used again once their request was cut", async () => {
    const server = await serve((socket, request) => {
      if (!request.includes("/slow")) socket.write(OK);
    });
    const transport = transportWith();
    expect(await send(transport, `${server.url}slow`, { cutAfterMs: 20 })).toMatchObject({ error: "timeout" });
    expect(await send(transport, server.url)).toMatchObject({ error: null });
    expect(server.connections()).toBe(2);
  });

  it("serve whoever waits when one becomes free, before new ones are made for them", async () => {
    const server = await serve((socket) => socket.write(OK));
    const transport = transportWith();
    const ends = await Promise.all(Array.from({ length: 2_000 }, () => send(transport, server.url)));
    expect(ends.filter(({ error }) => error !== null)).toEqual([]);
    expect(server.connections()).toBeLessThan(1_000);
  });
});

describe("what goes wrong is told by its phase", () => {
  it.each([
    ["reset", (socket: Socket) => socket.resetAndDestroy()],
    ["reset", (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")],
    ["reset", (socket: Socket) => socket.end("HTTP/1.1 200")],
    ["protocol", (socket: Socket) => socket.write("220 mail.test ESMTP\r\n")],
    ["protocol", (socket: Socket) => socket.write("HTTP/1.1 200 OK\r\nbroken\r\n\r\n")],
    ["body", (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\n\r\n${"x".repeat(2_000)}`)],
  ] as const)("%s", async (kind, answer) => {
    const server = await serve((socket) => void answer(socket));
    expect(await send(transportWith(), server.url, { maxBodyBytes: 1_000 })).toMatchObject({ error: kind });
  });

  it("connect: nobody listens", async () => {
    const server = createServer();
    const port = await listenOnLoopback(server);
    await once(server.close(), "close");
    const ends = await Promise.all([1, 2, 3].map(() => send(transportWith(), `http://127.0.0.1:${port}/`)));
    expect(ends.map(({ error }) => error)).toEqual(["connect", "connect", "connect"]);
    expect(ends[0]?.errorDetail).toContain("ECONNREFUSED");
  });

  it("dns: the name is unknown", async () => {
    const transport = transportWith({}, null, async () => {
      throw new Error("ENOTFOUND");
    });
    expect(await send(transport, "http://nowhere.test/")).toMatchObject({ error: "dns" });
  });

  it("tls: the certificate is not to be trusted, unless it need not be", async () => {
    const options = { key: TEST_KEY, cert: TEST_CERTIFICATE };
    const { port } = await serve((socket) => socket.write(OK), createTlsServer(options));
    const url = `https://localhost:${port}/`;
    const lookup = async () => ["127.0.0.1"];
    expect(await send(transportWith({}, null, lookup), url)).toMatchObject({ error: "tls" });
    const trusting = transportWith({ verifyTls: false }, null, lookup);
    expect(await send(trusting, url)).toMatchObject({ error: null, status: 200 });
    expect(await send(trusting, url)).toMatchObject({ error: null, status: 200 });
  });

  it("tls: the server speaks no TLS", async () => {
    const server = await serve((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await send(transportWith(), server.url.replace("http:", "https:"))).toMatchObject({ error: "tls" });
  });
});

describe("addresses", () => {
  it("are tried in turn, and the one that answers is tried first from then on", async () => {
    const server = await serve((socket) => socket.write(OK));
    const lookup = async () => ["127.0.0.2", "127.0.0.1"];
    const transport = transportWith({ keepAlive: false }, null, lookup);
    const url = `http://shop.test:${server.port}/`;
    expect(await send(transport, url)).toMatchObject({ error: null });
    expect(await send(transport, url)).toMatchObject({ error: null });
  });

  it("are looked up once, or for each connection", async () => {
    const server = await serve((socket) => socket.write(OK));
    for (const [dns, times] of [
      ["once", 1],
      ["connection", 3],
    ] as const) {
      let asked = 0;
      const lookup = async () => {
        asked += 1;
        return ["127.0.0.1"];
      };
      const transport = transportWith({ keepAlive: false, dns }, null, lookup);
      for (let at = 0; at < 3; at += 1) await send(transport, `http://shop.test:${server.port}/`);
      expect(asked).toBe(times);
    }
  });

  it("that the run may not reach are not connected to", async () => {
    const server = await serve((socket) => socket.write(OK));
    const origin = `http://127.0.0.1:${server.port}`;
    const lookup = async () => ["127.0.0.1"];
    const named = `http://shop.test:${server.port}`;
    const cases = [
      [{ origins: [], forbidden: [] }, origin],
      [{ origins: [{ origin, allowPrivate: false }], forbidden: [] }, origin],
      [{ origins: [{ origin, allowPrivate: true }], forbidden: [{ host: "localhost", port: server.port }] }, origin],
      [{ origins: [{ origin: named, allowPrivate: false }], forbidden: [] }, named],
      [
        { origins: [{ origin: "http://169.254.169.254", allowPrivate: true }], forbidden: [] },
        "http://169.254.169.254",
      ],
    ] as const;
    for (const [access, url] of cases) {
      const options = { origins: [...access.origins], forbidden: [...access.forbidden] };
      expect(await send(transportWith({}, options, lookup), `${url}/`)).toMatchObject({
        error: "forbidden",
        status: 0,
      });
    }
    expect(server.connections()).toBe(0);
    const allowed = transportWith({}, { origins: [{ origin, allowPrivate: true }], forbidden: [] });
    expect(await send(allowed, `${origin}/`)).toMatchObject({ error: null, status: 200 });
  });
});
