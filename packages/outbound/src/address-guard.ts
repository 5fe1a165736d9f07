import { AppError } from "@plimsoll/core";
import { addressKind } from "./address-kind.ts";
import { createOwnPortCheck, type HostPort } from "./own-ports.ts";
import { type Lookup, literalAddress } from "./resolve-host.ts";

/** More than this many addresses of a host are not tried. */
const MAX_TRIED = 4;
/** More than this many are not looked at. */
const MAX_CHECKED = 64;

/** Decides which addresses may be connected to; it opens no connection itself. */
export interface AddressGuard {
  /** Why the address and port may not be reached; null when they may. */
  refusal(address: string, port: number, allowPrivate: boolean): Promise<string | null>;
  /**
   * The addresses of a host that may be reached, in the order to try them. Throws FORBIDDEN when there is none, with the
   * reason, and UNAVAILABLE when the name cannot be resolved.
   */
  allowedAddresses(hostname: string, port: number, allowPrivate: boolean): Promise<string[]>;
}

/** `forbidden` are the platform's own stores and servers. */
export function createAddressGuard(forbidden: readonly HostPort[], lookup: Lookup): AddressGuard {
  const isOwnPort = createOwnPortCheck(forbidden, lookup);

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
    let reason = "has no address";
    for (const address of addresses.slice(0, MAX_CHECKED)) {
      const refused = await refusal(address, port, allowPrivate);
      if (refused === null) allowed.push(address);
      else reason = literal ? refused : `resolves to ${address}, which ${refused}`;
    }
    if (allowed.length === 0) throw new AppError("FORBIDDEN", `${hostname}:${port} ${reason}.`);
    return allowed.slice(0, MAX_TRIED);
  }

  return { refusal, allowedAddresses };
}

async function resolve(lookup: Lookup, host: string): Promise<string[]> {
  try {
    return await lookup(host);
  } catch (cause) {
    throw new AppError("UNAVAILABLE", `The host ${host} cannot be resolved.`, { cause });
  }
}
