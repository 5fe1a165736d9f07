import type { Socket } from "node:net";
import { AppError } from "@plimsoll/core";
import type { buildConnector } from "undici";
import type { AddressGuard } from "./address-guard.ts";

/** Opens a socket to the first of the host's allowed addresses that takes it. */
export async function connectGuarded(
  guard: AddressGuard,
  open: buildConnector.connector,
  target: buildConnector.Options,
  allowPrivate: boolean,
): Promise<Socket> {
  const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
  let failure: unknown;
  for (const address of await guard.allowedAddresses(target.hostname, port, allowPrivate)) {
    try {
      // The host's name stays in `host`, so that TLS is checked against it.
      const socket = await openSocket(open, { ...target, hostname: address });
      const { remoteAddress } = socket;
      if (!remoteAddress) throw new Error("the connection was closed at once");
      const refused = await guard.refusal(remoteAddress, port, allowPrivate);
      if (refused === null) return socket;
      socket.destroy();
      throw new AppError("FORBIDDEN", `${target.hostname}:${port} led to ${remoteAddress}, which ${refused}.`);
    } catch (error) {
      if (error instanceof AppError) throw error;
      failure = error;
    }
  }
  throw failure;
}

function openSocket(open: buildConnector.connector, target: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    open(target, (error, socket) => {
      if (error) reject(error);
      else if (socket) resolve(socket);
    });
  });
}
