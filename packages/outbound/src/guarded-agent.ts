import type { Socket } from "node:net";
import { toError } from "@plimsoll/core";
import { Agent, buildConnector, type Dispatcher } from "undici";
import { createAddressGuard } from "./address-guard.ts";
import { connectGuarded } from "./connect-guarded.ts";
import { openGuardedSocket, type SocketRequest } from "./open-guarded-socket.ts";
import type { HostPort } from "./own-ports.ts";
import { type Lookup, lookupHost } from "./resolve-host.ts";

export interface GuardedAgentOptions {
  /** Hosts and ports that are never connected to: the platform's own stores and servers. */
  forbidden: readonly HostPort[];
  /** Longest that making one connection may take. */
  connectTimeoutMs?: number;
  /** Most connections to one origin. */
  connectionsPerOrigin?: number;
  /**
   * Talks to servers whose certificate is not to be trusted, too: for scans, which report it. Nothing secret may be sent by
   * such an agent but what the scan's own target is meant to see.
   */
  acceptAnyCertificate?: boolean;
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
  /**
   * A plain TCP connection, checked as those of requests are, for what is no HTTP; the caller destroys it. Throws AppError
   * FORBIDDEN (no packet left then), TIMEOUT and UNAVAILABLE, or the signal's reason.
   */
  openSocket(options: SocketRequest): Promise<Socket>;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** TLS settings that reach every server which OpenSSL can still talk to. */
const ANY_SERVER = { rejectUnauthorized: false, minVersion: "TLSv1", ciphers: "DEFAULT:@SECLEVEL=0" } as const;

export function createGuardedAgent(options: GuardedAgentOptions): GuardedAgent {
  const guard = createAddressGuard(options.forbidden, options.lookup ?? lookupHost);
  const timeout = options.connectTimeoutMs ?? 10_000;
  const open = options.connect ?? buildConnector({ timeout, ...(options.acceptAnyCertificate ? ANY_SERVER : {}) });
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
    openSocket: (request) => openGuardedSocket(guard, open, request),
    async close() {
      await Promise.all([trusting.destroy(), strict.destroy()]);
    },
  };
}
