import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, createGzip, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createGuardedAgent, type GuardedAgent } from "./guarded-agent.ts";
import { type GuardedRequest, guardedFetch } from "./guarded-fetch.ts";

let agent: GuardedAgent;
let server: Server;
let listener: RequestListener;
let connections = 0;
let openConnections = 0;
let port = 0;

beforeEach(async () => {
  connections = 0;
  openConnections = 0;
  agent = createGuardedAgent({ forbidden: [] });
  server = createServer((request, response) => listener(request, response));
  server.on("connection", (socket) => {
    connections += 1;
    openConnections += 1;
    socket.on("close", () => (openConnections -= 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  await agent.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const call = (options: Partial<GuardedRequest> = {}) =>
  guardedFetch(agent, {
    url: `http://127.0.0.1:${port}/hook`,
    method: "POST",
    body: "{}",
    allowPrivate: true,
    timeoutMs: 10_000,
    maxBytes: 1000,
    ...options,
  });

describe("guardedFetch", () => {
  it("sends method, path, headers and body and returns status, headers and body", async () => {
    const seen: unknown[] = [];
    listener = (request, response) => {
      request.setEncoding("utf8");
      request.on("data", (text) => seen.push(request.method, request.url, request.headers["x-a"], text));
      request.on("end", () => response.writeHead(201, { "X-B": "2", "set-cookie": ["a=1", "b=2"] }).end("done"));
    };
    const answer = await call({ headers: { "x-a": "1" }, body: '{"a":1}' });
    expect(seen).toEqual(["POST", "/hook", "1", '{"a":1}']);
    expect(answer).toMatchObject({ status: 201, truncated: false, headers: { "x-b": "2", "set-cookie": "a=1" } });
    expect(answer.body.toString()).toBe("done");
  });

  it("uses a connection again, but never one that was opened with more rights", async () => {
    listener = (_, response) => response.end("ok");
    for (let i = 0; i < 10; i += 1) await call();
    const opened = connections;
    // undici may open a second one while it lets go of the first answer.
    expect(opened).toBeLessThanOrEqual(2);
    await expect(call({ allowPrivate: false })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(connections).toBe(opened);
  });

  it("does not follow a redirect", async () => {
    const paths: unknown[] = [];
    listener = (request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: "http://169.254.169.254/latest/" }).end();
    };
    expect(await call()).toMatchObject({ status: 302, headers: { location: "http://169.254.169.254/latest/" } });
    expect(paths).toEqual(["/hook"]);
  });

  it("cuts an endless stream and closes its connection", async () => {
    listener = (_, response) => {
      const write = () => {
        while (!response.destroyed && response.write("x".repeat(500)));
        response.once("drain", write);
      };
      write();
    };
    const answer = await call();
    expect(answer).toMatchObject({ status: 200, truncated: true });
    expect(answer.body.length).toBe(1000);
    await vi.waitFor(() => expect(openConnections).toBe(0));
  });

  it("takes a body that just fits as whole", async () => {
    listener = (_, response) => response.end("x".repeat(1000));
    expect(await call()).toMatchObject({ truncated: false, body: Buffer.alloc(1000, "x") });
  });

  it("decompresses, and stops a body that grows without end", async () => {
    listener = (request, response) => {
      if (request.url === "/gzip") response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("small"));
      else if (request.url === "/br")
        response.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync("small"));
      else {
        const zip = createGzip();
        zip.pipe(response.writeHead(200, { "content-encoding": "gzip" }));
        const zeros = Buffer.alloc(1 << 20);
        const write = () => {
          while (!response.destroyed && zip.write(zeros));
          if (!response.destroyed) zip.once("drain", write);
        };
        write();
      }
    };
    const at = (path: string) => call({ url: `http://127.0.0.1:${port}${path}` });
    expect((await at("/gzip")).body.toString()).toBe("small");
    expect((await at("/br")).body.toString()).toBe("small");
    const before = process.memoryUsage().arrayBuffers;
    const bomb = await at("/bomb");
    expect(bomb).toMatchObject({ truncated: true, body: Buffer.alloc(1000) });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
    await vi.waitFor(() => expect(openConnections).toBe(0));
  });

  it("says that a body cannot be decompressed", async () => {
    listener = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip");
    await expect(call()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it.each([
    ["never answers", (() => undefined) satisfies RequestListener],
    [
      "sends its body for ever, little by little",
      ((_, response) => {
        const timer = setInterval(() => response.write("."), 20);
        response.on("close", () => clearInterval(timer));
      }) satisfies RequestListener,
    ],
  ])("gives up in time on an endpoint that %s", async (_, behaviour: RequestListener) => {
    listener = behaviour;
    const begun = Date.now();
    await expect(call({ timeoutMs: 300 })).rejects.toMatchObject({ code: "TIMEOUT", retryable: true });
    expect(Date.now() - begun).toBeLessThan(3000);
    await vi.waitFor(() => expect(openConnections).toBe(0));
  });

  it("ends with the caller's reason when the caller has enough", async () => {
    const stop = new AbortController();
    listener = () => stop.abort(new Error("the worker stops"));
    await expect(call({ signal: stop.signal })).rejects.toThrow("the worker stops");
    await expect(call({ signal: stop.signal })).rejects.toThrow("the worker stops");
  });

  it("says what a broken connection was", async () => {
    listener = (request) => request.socket.destroy();
    await expect(call()).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
    await expect(call({ url: "http://127.0.0.1:1/" })).rejects.toThrow(/nothing listens there/);
  });
});
