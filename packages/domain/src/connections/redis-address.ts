import { AppError, type Config } from "@plimsoll/core";
import { addressKind, createOwnPortCheck, lookupHost } from "@plimsoll/outbound";
import { ownHostPorts } from "../targets/own-host-ports.ts";

const DEFAULT_PORT = 6379;

/**
 * Whether Plimsoll may connect to a Redis of somebody's app. An admin names it, so private addresses are allowed;
 * link-local and metadata addresses and Plimsoll's own stores never are. Throws BAD_REQUEST that says why.
 */
export async function assertAllowedRedis(url: string, config: Config): Promise<void> {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !["redis:", "rediss:"].includes(parsed.protocol) || !parsed.hostname) {
    throw refused("it is not an address such as redis://user:password@host:6379/0.");
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, "");
  const addresses = await lookupHost(host).catch(() => []);
  if (addresses.length === 0) throw refused(`the host ${host} cannot be found.`);
  const forbidden = addresses.find((address) => addressKind(address) === "forbidden");
  if (forbidden !== undefined) {
    throw refused(`${host} is ${forbidden}, a link-local or reserved address, which is never connected to.`);
  }
  const isOwn = createOwnPortCheck(ownHostPorts(config), lookupHost);
  const own = await Promise.all(addresses.map((address) => isOwn(address, Number(parsed.port || DEFAULT_PORT))));
  if (own.includes(true))
    throw refused("it is a store of Plimsoll's own, whose queues are shown without a connection.");
}

const refused = (why: string) => new AppError("BAD_REQUEST", `\`url\`: ${why}`);
