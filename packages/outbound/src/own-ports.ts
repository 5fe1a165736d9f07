import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";
import type { Lookup } from "./resolve-host.ts";

export interface HostPort {
  /** Name or address, without brackets. */
  host: string;
  port: number;
}

/** How long an own host's addresses are believed. */
const RESOLVED_FOR_MS = 30_000;

/**
 * Tells whether an address and port belong to one of `own`. A port of this machine is own under each of the machine's
 * addresses. A host of `own` that cannot be resolved now is compared by what it last resolved to.
 */
export function createOwnPortCheck(own: readonly HostPort[], lookup: Lookup) {
  const known = new Map<string, { addresses: Set<string>; until: number }>();

  async function addressesOf(host: string): Promise<Set<string>> {
    if (isIP(host)) return new Set([normalAddress(host)]);
    const cached = known.get(host);
    if (cached && cached.until > Date.now()) return cached.addresses;
    const found = await lookup(host).catch(() => null);
    const addresses = found ? new Set(found.map(normalAddress)) : (cached?.addresses ?? new Set<string>());
    known.set(host, { addresses, until: Date.now() + RESOLVED_FOR_MS });
    return addresses;
  }

  return async function isOwnPort(address: string, port: number): Promise<boolean> {
    const asked = normalAddress(address);
    for (const entry of own.filter((candidate) => candidate.port === port)) {
      const addresses = await addressesOf(entry.host);
      if (addresses.has(asked)) return true;
      if (isOfThisMachine(asked) && [...addresses].some(isOfThisMachine)) return true;
    }
    return false;
  };
}

/** One way of writing an address: IPv4-mapped as IPv4, IPv6 in full. */
function normalAddress(text: string): string {
  return ipaddr.process(text).toNormalizedString();
}

/** True for loopback, the unspecified address (which servers bind to) and each address of the network interfaces. */
function isOfThisMachine(normal: string): boolean {
  const range = ipaddr.parse(normal).range();
  if (range === "loopback" || range === "unspecified") return true;
  return Object.values(networkInterfaces()).some((list) =>
    list?.some((entry) => normalAddress(entry.address.replace(/%.*$/, "")) === normal),
  );
}
