import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Reads addresses and CIDR ranges into a list that can be asked; throws for text that is neither. */
export function parseTrustedProxies(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address);
    if (family === 0) throw new Error(`PLIMSOLL_TRUSTED_PROXIES: "${entry}" is not an address or CIDR range`);
    const type = family === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(bits), type);
  }
  return list;
}

const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/, "");

/**
 * The address a request comes from: the socket's, or, behind trusted proxies, the right-most address of X-Forwarded-For
 * that is not one of them. What a client itself puts into the header is never believed.
 */
export function clientIp(request: IncomingMessage, trusted: BlockList): string {
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  const hops = String(request.headers["x-forwarded-for"] ?? "").split(",");
  let address = plain(request.socket.remoteAddress ?? "");
  while (isTrusted(address)) {
    const hop = plain(hops.pop()?.trim() ?? "");
    if (isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}
