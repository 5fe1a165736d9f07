import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createGzip } from "node:zlib";

/** A server that means no good to whoever scans it. */
export interface HostileSite {
  name: string;
  start(): Promise<{ origin: string; close(): Promise<void> }>;
}

const HTML = { "content-type": "text/html; charset=utf-8" };

export const HOSTILE_SITES: readonly HostileSite[] = [
  web("a body of 1 GB", (_, response) => pour(response.writeHead(200, HTML), Buffer.alloc(1 << 20, "a b\n"), 1024)),
  web("a gzip bomb", (_, response) => {
    const zip = createGzip();
    zip.pipe(response.writeHead(200, { ...HTML, "content-encoding": "gzip" }));
    pour(zip, Buffer.alloc(1 << 20), 100_000, response);
  }),
  web("redirects without end", (request, response) => {
    response.writeHead(302, { location: `${request.url?.slice(0, 100)}x` }).end();
  }),
  web("headers that never come", () => undefined),
  tcp("headers one by one", (socket) => drip(socket, "HTTP/1.1 200 OK\r\n", (count) => `x-${count}: y\r\n`)),
  tcp("a body byte by byte", (socket) => drip(socket, "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n", () => ".")),
  web("100,000 links", (request, response) => {
    const here = request.url?.slice(0, 40);
    const links = Array.from({ length: 100_000 }, (_, i) => `<a href="${here}/${i}?a=${i}">${i}</a>`);
    response.writeHead(200, HTML).end(links.join("\n"));
  }),
  web("100,000 nested elements", (_, response) => response.writeHead(200, HTML).end("<div><a><table>".repeat(100_000))),
  tcp("no HTTP at all", (socket) => socket.end(Buffer.from([0, 255, 1, 254, 13, 10, 13, 10, 7]))),
  tcp("a connection that breaks", (socket) => {
    socket.end("HTTP/1.1 200 OK\r\ncontent-length: 99\r\ncontent-type: text/html\r\n\r\n<p>");
  }),
  tcp("headers of 1 MB", (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(1 << 20)}\r\n\r\n`)),
  web("everything invalid", (_, response) => {
    response.writeHead(299, {
      "content-type": "text/html; charset=no-such-charset",
      "content-encoding": "gzip",
      "content-security-policy": ";;;\u00ff,,,'",
      "set-cookie": ["=;=", ";", "=x", "a".repeat(4000), "session=; expires=never; samesite"],
      location: "http://[::1",
      "cache-control": "max-age=-9e99",
    });
    response.end(
      "\u0000<html <body <a href='http://[' <script src=\"javascript:\\\" <meta http-equiv content><![CDATA[<!--",
    );
  }),
];

/** Endless bytes, as fast as they are taken. */
function pour(to: NodeJS.WritableStream, chunk: Buffer, times: number, owner: NodeJS.EventEmitter = to): void {
  let left = times;
  let isGone = false;
  owner.once("close", () => {
    isGone = true;
  });
  to.on("error", () => undefined);
  const write = () => {
    while (!isGone && left > 0) {
      left -= 1;
      if (!to.write(chunk)) return to.once("drain", write);
    }
    return isGone ? undefined : to.end();
  };
  write();
}

function drip(socket: Socket, first: string, next: (count: number) => string): void {
  let count = 0;
  socket.write(first);
  const timer = setInterval(() => socket.write(next((count += 1))), 50);
  socket.once("close", () => clearInterval(timer));
}

function web(name: string, listener: RequestListener): HostileSite {
  return { name, start: () => listen(createServer(listener)) };
}

function tcp(name: string, onRequest: (socket: Socket) => void): HostileSite {
  const start = () =>
    listen(
      createTcpServer((socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => onRequest(socket));
      }),
    );
  return { name, start };
}

async function listen(server: Server): Promise<{ origin: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
