import { isIP, type Socket } from "node:net";
import { connect, type DetailedPeerCertificate, rootCertificates, type TLSSocket } from "node:tls";
import { AppError, toError } from "@plimsoll/core";
import type { TlsHandshake, TlsProbe } from "../tls.ts";
import type { ProbePlace } from "./probe-place.ts";

/** More certificates than this are not looked at. */
const MAX_CHAIN = 10;

/**
 * Makes one TLS handshake through the guarded agent and closes the connection. `authorities` (PEM) are trusted beside the
 * roots that come with Node. A server that refuses the offer is an answer; throws AppError FORBIDDEN, TIMEOUT or UNAVAILABLE
 * when no handshake could begin or end, or the signal's reason.
 */
export async function probeTls(
  place: ProbePlace,
  probe: TlsProbe,
  authorities: readonly string[],
): Promise<TlsHandshake> {
  const { agent, ...where } = place;
  const socket = await agent.openSocket(where);
  try {
    return await shakeHands(socket, place, probe, authorities);
  } finally {
    socket.destroy();
  }
}

function shakeHands(
  socket: Socket,
  place: ProbePlace,
  probe: TlsProbe,
  authorities: readonly string[],
): Promise<TlsHandshake> {
  const servername = probe.servername ?? place.host;
  return new Promise((resolve, reject) => {
    const tls = connect({
      socket,
      minVersion: probe.minVersion,
      maxVersion: probe.maxVersion,
      ciphers: probe.ciphers ?? "ALL:@SECLEVEL=0",
      // Small groups are a finding, no reason to stop.
      minDHSize: 256,
      rejectUnauthorized: false,
      // Names are a check of their own: here they would hide whether the chain is trusted.
      checkServerIdentity: () => undefined,
      ALPNProtocols: ["http/1.1"],
      ...(isIP(servername) ? {} : { servername }),
      ...(probe.verify && authorities.length > 0 ? { ca: [...rootCertificates, ...authorities] } : {}),
    });
    const timer = setTimeout(() => {
      reject(new AppError("TIMEOUT", `The TLS handshake took longer than ${place.timeoutMs} ms.`));
    }, place.timeoutMs);
    const stop = () => reject(toError(place.signal.reason));
    place.signal.addEventListener("abort", stop, { once: true });
    tls.once("secureConnect", () => resolve(describe(tls, probe.verify ?? false)));
    tls.on("error", (error) => resolve({ ok: false, reason: reasonOf(error) }));
    tls.once("close", () => {
      clearTimeout(timer);
      place.signal.removeEventListener("abort", stop);
      resolve({ ok: false, reason: "the connection was closed during the handshake" });
    });
    socket.once("close", () => tls.destroy());
  });
}

function describe(tls: TLSSocket, verify: boolean): TlsHandshake {
  const key = tls.getEphemeralKeyInfo();
  const error: unknown = tls.authorizationError;
  return {
    ok: true,
    protocol: tls.getProtocol() ?? "unknown",
    cipher: tls.getCipher().standardName,
    // The types say Error; what comes is the name of OpenSSL's reason.
    authorizationError: tls.authorized || !verify ? null : error instanceof Error ? error.message : String(error),
    chain: chainOf(tls.getPeerCertificate(true)),
    dhBits: key && "type" in key && key.type === "DH" && typeof key.size === "number" ? key.size : null,
  };
}

function chainOf(leaf: DetailedPeerCertificate): Uint8Array[] {
  const chain: Uint8Array[] = [];
  const seen = new Set<string>();
  let current: DetailedPeerCertificate | undefined = leaf;
  while (current?.raw && !seen.has(current.fingerprint256) && chain.length < MAX_CHAIN) {
    seen.add(current.fingerprint256);
    chain.push(current.raw);
    current = current.issuerCertificate;
  }
  return chain;
}

function reasonOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
