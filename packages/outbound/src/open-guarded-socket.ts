import type { Socket } from "node:net";
import { AppError, toError } from "@plimsoll/core";
import type { buildConnector } from "undici";
import type { AddressGuard } from "./address-guard.ts";
import { connectGuarded } from "./connect-guarded.ts";

export interface SocketRequest {
  /** Name or address. */
  host: string;
  port: number;
  /** True only when an admin approved this very host and port. */
  allowPrivate: boolean;
  /** Longest until the connection stands. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/** What `GuardedAgent.openSocket` does: the address check of `connectGuarded`, bounded in time. */
export async function openGuardedSocket(
  guard: AddressGuard,
  open: buildConnector.connector,
  request: SocketRequest,
): Promise<Socket> {
  const { host, port, timeoutMs, signal } = request;
  signal?.throwIfAborted();
  const target = { hostname: host, host, protocol: "http:", port: String(port) };
  const opening = connectGuarded(guard, open, target, request.allowPrivate);
  let end: () => void = () => undefined;
  const early = new Promise<never>((_, reject) => {
    const stop = () => reject(toError(signal?.reason));
    const message = `${host}:${port} did not take the connection within ${timeoutMs} ms.`;
    const timer = setTimeout(() => reject(new AppError("TIMEOUT", message)), timeoutMs);
    signal?.addEventListener("abort", stop, { once: true });
    end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    };
  });
  try {
    return await Promise.race([opening, early]);
  } catch (thrown) {
    // One that opens after all has no owner any more.
    opening.then(
      (socket) => socket.destroy(),
      () => undefined,
    );
    if (signal?.aborted) throw signal.reason;
    if (thrown instanceof AppError) throw thrown;
    const error = toError(thrown);
    throw new AppError("UNAVAILABLE", `${host}:${port} cannot be reached: ${error.message}.`, { cause: error });
  } finally {
    end();
  }
}
