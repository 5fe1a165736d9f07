import type { Socket } from "node:net";
import { AppError, toError } from "@plimsoll/core";
import { Agent, buildConnector, type Dispatcher } from "undici";
import { addressKind } from "./address-kind.ts";
import { createOwnPortCheck, type HostPort } from "./own-ports.ts";
import { type Lookup, literalAddress, lookupHost } from "./resolve-host.ts";

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
  /** Throws the reason when the host's addresses, as they resolve now, may not be reached; returns those that may. */
  check(url: URL, allowPrivate: boolean): Promise<string[]>;
  close(): Promise<void>;
}

/** More than this many addresses of a host are not tried. */
const MAX_ADDRESSES = 4;

export function createGuardedAgent(options: GuardedAgentOptions): GuardedAgent {
  const lookup = options.lookup ?? lookupHost;
  const isOwnPort = createOwnPortCheck(options.forbidden, lookup);
  const timeout = options.connectTimeoutMs ?? 10_000;
  const open = options.connect ?? buildConnector({ timeout });

  async function refusal(address: string, port: number, allowPrivate: boolean): Promise<string | null> {
    const kind = addressKind(address);
    if (kind === "forbidden") return "is an address that requests are never sent to";
    if (await isOwnPort(address, port)) return "is one of Plimsoll's own stores or servers";
    if (kind === "private" && !allowPrivate) return "is a private address, which an admin must approve first";
    return null;
  }

  async function allowedAddresses(hostname: string, port: number, allowPrivate: boolean): Promise<string[]> {
    const literal = literalAddress(hostname);
    const addresses = literal ? [literal] : await resolve(lookup, hostname);
    const allowed: string[] = [];
    let reason = "";
    for (const address of addresses.slice(0, 64)) {
      const refused = await refusal(address, port, allowPrivate);
      if (refused === null) allowed.push(address);
      else reason = literal ? refused : `resolves to ${address}, which ${refused}`;
    }
    if (allowed.length === 0) throw new AppError("FORBIDDEN", `${hostname}:${port} ${reason || "has no address"}.`);
    return allowed.slice(0, MAX_ADDRESSES);
  }

  async function connect(target: buildConnector.Options, allowPrivate: boolean): Promise<Socket> {
    const port = portOf(target.protocol, target.port);
    const addresses = await allowedAddresses(target.hostname, port, allowPrivate);
    let failure: unknown;
    for (const address of addresses) {
      try {
        // The host's name stays in `host`, so that TLS is checked against it.
        const socket = await openSocket(open, { ...target, hostname: address });
        const { remoteAddress } = socket;
        if (!remoteAddress) throw new Error("the connection was closed at once");
        const refused = await refusal(remoteAddress, port, allowPrivate);
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

  const agentFor = (allowPrivate: boolean) =>
    new Agent({
      connections: options.connectionsPerOrigin ?? 256,
      pipelining: 1,
      keepAliveMaxTimeout: 60_000,
      // guardedFetch has its own clock over everything.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (target, callback) => {
        connect(target, allowPrivate).then(
          (socket) => callback(null, socket),
          (error: unknown) => callback(toError(error), null),
        );
      },
    });
  const trusting = agentFor(true);
  const strict = agentFor(false);
  return {
    dispatcher: (allowPrivate) => (allowPrivate ? trusting : strict),
    check: (url, allowPrivate) => allowedAddresses(url.hostname, portOf(url.protocol, url.port), allowPrivate),
    async close() {
      await Promise.all([trusting.destroy(), strict.destroy()]);
    },
  };
}

function portOf(protocol: string, port: string): number {
  return Number(port) || (protocol === "https:" ? 443 : 80);
}

async function resolve(lookup: Lookup, host: string): Promise<string[]> {
  try {
    return await lookup(host);
  } catch (cause) {
    throw new AppError("UNAVAILABLE", `The host ${host} cannot be resolved.`, { cause });
  }
}

function openSocket(open: buildConnector.connector, target: buildConnector.Options): Promise<Socket> {
  return new Promise((resolvePromise, reject) => {
    open(target, (error, socket) => {
      if (error) reject(error);
      else if (socket) resolvePromise(socket);
    });
  });
}
