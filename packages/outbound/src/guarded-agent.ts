import type { Socket } from "node:net";
import { AppError, toError } from "@plimsoll/core";
import { Agent, buildConnector, type Dispatcher } from "undici";
import { type AddressGuard, createAddressGuard } from "./address-guard.ts";
import type { HostPort } from "./own-ports.ts";
import { type Lookup, lookupHost } from "./resolve-host.ts";

export interface GuardedAgentOptions {
  /** Hosts and ports that are never connected to: the platform's own stores and servers. */
  forbidden: readonly HostPort[];
  /** Longest that making one connection may take. */
  connectTimeoutMs?: number;
  /** Most connections to one origin. */
  connectionsPerOrigin?: number;
  /** Replaces name resolution; for tests. */
  lookup?: Lookup;
  /** Replaces what opens the socket to an address that was found to be allowed; for tests. */
  connect?: buildConnector.connector;
}

/**
 * Connections for requests on a user's behalf. Each is checked before it is opened: the host is resolved here, addresses
 * that may not be reached are left out, the socket is opened to an address that was checked, and where it really went is
 * checked once more. Redirects are never followed.
 */
export interface GuardedAgent {
  /** Connections of requests that may reach private addresses are kept apart from those that may not. */
  dispatcher(allowPrivate: boolean): Dispatcher;
  /** Ends every connection. */
  close(): Promise<void>;
}

export function createGuardedAgent(options: GuardedAgentOptions): GuardedAgent {
  const guard = createAddressGuard(options.forbidden, options.lookup ?? lookupHost);
  const open = options.connect ?? buildConnector({ timeout: options.connectTimeoutMs ?? 10_000 });
  const agentFor = (allowPrivate: boolean) =>
    new Agent({
      connections: options.connectionsPerOrigin ?? 256,
      pipelining: 1,
      keepAliveMaxTimeout: 60_000,
      // guardedFetch has its own clock over everything.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (target, callback) => {
        connectGuarded(guard, open, target, allowPrivate).then(
          (socket) => callback(null, socket),
          (error: unknown) => callback(toError(error), null),
        );
      },
    });
  const trusting = agentFor(true);
  const strict = agentFor(false);
  return {
    dispatcher: (allowPrivate) => (allowPrivate ? trusting : strict),
    async close() {
      await Promise.all([trusting.destroy(), strict.destroy()]);
    },
  };
}

/** Opens a socket to the first of the host's allowed addresses that takes it. */
async function connectGuarded(
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
