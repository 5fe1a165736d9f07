import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { ScanIdentity } from "../check.ts";
import type { TlsHandshake, TlsProbe } from "../tls.ts";

/**
 * The test accounts, when whoever answers for the origin proves to be it; none otherwise, for their headers would go to
 * whoever sits in between. Over plain HTTP there is nothing to prove. Throws what the handshake throws.
 */
export async function trustedIdentities(
  origin: string,
  identities: readonly ScanIdentity[],
  handshake: (probe: TlsProbe) => Promise<TlsHandshake>,
): Promise<readonly ScanIdentity[]> {
  const { protocol, hostname } = new URL(origin);
  if (identities.length === 0 || protocol !== "https:") return identities;
  const answer = await handshake({ minVersion: "TLSv1", maxVersion: "TLSv1.3" });
  const [leaf] = answer.ok && answer.authorizationError === null ? answer.chain : [];
  return leaf && isFor(leaf, hostname.replace(/^\[|\]$/g, "")) ? identities : [];
}

function isFor(leaf: Uint8Array, host: string): boolean {
  const certificate = new X509Certificate(leaf);
  return (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined;
}
