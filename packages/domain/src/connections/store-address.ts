import { AppError, type Config } from "@plimsoll/core";
import { addressKind, createOwnPortCheck, lookupHost } from "@plimsoll/outbound";
import { ownHostPorts } from "../targets/own-host-ports.ts";

export interface StoreAddress {
  host: string;
  port: number;
  /** Which the host was found under when it was checked: connect to one of these, so that it cannot change meanwhile. */
  addresses: string[];
}

/** A kind of store, as messages name it. */
export interface StoreScheme {
  /** With the colon. */
  protocols: readonly string[];
  port: number;
  /** What an address looks like. */
  example: string;
}

export const REDIS_STORE: StoreScheme = {
  protocols: ["redis:", "rediss:"],
  port: 6379,
  example: "redis://user:password@host:6379/0",
};

/**
 * Whether Plimsoll may connect to a store of somebody's app. An admin names it, so private addresses are allowed;
 * link-local and metadata addresses and Plimsoll's own stores never are. Throws BAD_REQUEST that says why.
 */
export async function assertAllowedStore(url: string, config: Config, scheme: StoreScheme): Promise<StoreAddress> {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !scheme.protocols.includes(parsed.protocol) || !parsed.hostname) {
    throw refused(`it is not an address such as ${scheme.example}.`);
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, "");
  const port = Number(parsed.port || scheme.port);
  const addresses = await lookupHost(host).catch(() => []);
  if (addresses.length === 0) throw refused(`the host ${host} cannot be found.`);
  const forbidden = addresses.find((address) => addressKind(address) === "forbidden");
  if (forbidden !== undefined) {
    throw refused(`${host} is ${forbidden}, a link-local or reserved address, which is never connected to.`);
  }
  const isOwn = createOwnPortCheck(ownHostPorts(config), lookupHost);
  const own = await Promise.all(addresses.map((address) => isOwn(address, port)));
  if (own.includes(true)) throw refused("it is a store of Plimsoll's own, which is never connected to from outside.");
  return { host, port, addresses };
}

const refused = (why: string) => new AppError("BAD_REQUEST", `\`url\`: ${why}`);
