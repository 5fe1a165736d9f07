import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { AddressBook } from "./address-book.ts";
import { Dialer } from "./dialer.ts";

const server = createServer();
afterEach(() => server.close());

it("tries the addresses of a host in turn, each once", async () => {
  let connections = 0;
  server.on("connection", (socket) => {
    connections += 1;
    socket.on("error", () => undefined);
  });
  // The first two addresses refuse: nobody listens there.
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const lookup = async () => ["127.0.0.3", "127.0.0.2", "127.0.0.1"];
  const book = new AddressBook({ access: null, dns: "once", lookup });
  const dialer = new Dialer({ book, verifyTls: true, protocol: "http/1.1" });
  const authority = `host.test:${port}`;
  const target = { origin: `http://${authority}`, secure: false, hostname: "host.test", port, authority };
  const dial = () =>
    new Promise<Socket>((resolve, reject) => {
      dialer.dial(target, undefined, (error, socket) =>
        socket ? resolve(socket) : reject(error ?? new Error("none")),
      );
    });
  const first = await dial();
  // The address that worked comes first now; by its connection, any stray one of the first dial would have arrived.
  const second = await dial();
  await new Promise((resolve) => setImmediate(resolve));
  expect(connections).toBe(2);
  first.destroy();
  second.destroy();
});
