import ipaddr from "ipaddr.js";

/**
 * `public`: anybody's; `private`: of this machine or its networks, reached only where an admin approved the host;
 * `forbidden`: link-local, metadata services, multicast, unspecified and everything without a plain meaning: never.
 */
export type AddressKind = "public" | "private" | "forbidden";

const PRIVATE: ReadonlySet<string> = new Set(["private", "loopback", "uniqueLocal", "carrierGradeNat"]);

/** Metadata services that do not live at a link-local address: Azure, Alibaba, AWS, Google, Scaleway. */
const METADATA: ReadonlySet<string> = new Set(
  ["168.63.129.16", "100.100.100.200", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42"].map((text) =>
    ipaddr.parse(text).toNormalizedString(),
  ),
);
/** Deprecated IPv4-compatible addresses, which ipaddr.js takes for unicast. */
const V4_COMPATIBLE: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("::"), 96];

/**
 * What kind of address the text is. It must be an address as sockets and look-ups write them; anything else, also a
 * host name or an unusual way of writing numbers, is `forbidden`.
 */
export function addressKind(text: string): AddressKind {
  const address = parseAddress(text);
  if (!address) return "forbidden";
  if (METADATA.has(address.toNormalizedString())) return "forbidden";
  const range = address.range();
  if (PRIVATE.has(range)) return "private";
  if (range !== "unicast") return "forbidden";
  return address instanceof ipaddr.IPv6 && address.match(V4_COMPATIBLE) ? "forbidden" : "public";
}

/** IPv4-mapped addresses as IPv4. IPv6 goes through the URL parser first: ipaddr.js takes `::1.2.3.4` for a mapped one. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  const [bare = ""] = text.split("%", 1);
  if (!ipaddr.IPv6.isValid(bare)) return null;
  return ipaddr.process(new URL(`http://[${bare}]/`).hostname.slice(1, -1));
}
