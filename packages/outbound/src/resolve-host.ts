import { lookup as systemLookup } from "node:dns/promises";
import { isIP } from "node:net";

/** All addresses of a host name, in the order to try them. */
export type Lookup = (host: string) => Promise<string[]>;

/** As the operating system resolves names. */
export const lookupHost: Lookup = async (host) =>
  (await systemLookup(host, { all: true })).map((entry) => entry.address);

/** The address in a URL's host name, brackets and zone left out; null for a name. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) ? bare : null;
}
