import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import type { WebTarget } from "../check.ts";
import { toError } from "@plimsoll/core";

/** A port of this machine that leads to the target. */
export interface Relay {
  port: number;
  /** Why a connection could not be made, such as a budget that was spent; null when all could. */
  failure(): Error | null;
  close(): Promise<void>;
}

/**
 * Lets a program reach the target through the scan's own way out: each of its connections is checked, paced and counted as a
 * request, and goes to an address that may be reached, whatever the name leads to by then. Listens on loopback only.
 */
export async function openRelay(target: WebTarget): Promise<Relay> {
  const open = new Set<Socket>();
  let failure: Error | null = null;
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => open.delete(socket));
  };
  const server = createServer({ pauseOnConnect: true }, (client) => {
    keep(client);
    target.openSocket().then(
      (upstream) => {
        keep(upstream);
        client.once("close", () => upstream.destroy());
        upstream.once("close", () => client.destroy());
        client.pipe(upstream).pipe(client);
        client.resume();
      },
      (error: unknown) => {
        failure ??= toError(error);
        client.destroy();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    failure: () => failure,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
