import { X509Certificate } from "node:crypto";
import type { CheckResult, Evidence } from "@plimsoll/core";
import type { WebTarget } from "../check.ts";
import { isHttps } from "./target-host.ts";

/** A certificate that a target presented. */
export interface PresentedCertificate {
  x509: X509Certificate;
  notBefore: Date;
  notAfter: Date;
  /** In dotted notation. */
  signatureAlgorithm: string;
  isSelfSigned: boolean;
}

export interface Presented {
  /** The leaf first; at least one. */
  chain: readonly [PresentedCertificate, ...PresentedCertificate[]];
  authorizationError: string | null;
}

/**
 * The target's certificates by one ordinary handshake, or the outcome of a check that cannot be made without them. Throws
 * what `handshake` throws.
 */
export async function readCertificates(target: WebTarget): Promise<Presented | CheckResult> {
  if (!isHttps(target.origin)) return NO_TLS;
  const answer = await target.handshake({
    minVersion: "TLSv1",
    maxVersion: "TLSv1.3",
    // Suites without a certificate are left out: a server may prefer them.
    ciphers: "DEFAULT:@SECLEVEL=0",
    verify: true,
  });
  if (!answer.ok) return { outcome: "not-assessed", reason: `No TLS handshake could be made: ${answer.reason}.` };
  const [leaf, ...others] = answer.chain.map(readCertificate);
  if (!leaf) return { outcome: "not-assessed", reason: "The server presented no certificate." };
  return { chain: [leaf, ...others], authorizationError: answer.authorizationError };
}

export const NO_TLS = { outcome: "not-applicable", reason: "The target is plain HTTP." } as const;

/** Subject, issuer, names and dates, as people compare them. */
export function quoteCertificate({ x509 }: PresentedCertificate): Evidence {
  const lines = [
    ["Subject", x509.subject],
    ["Issuer", x509.issuer],
    ["Names", x509.subjectAltName ?? "none"],
    ["Valid from", x509.validFrom],
    ["Valid to", x509.validTo],
    ["SHA-256", x509.fingerprint256],
  ];
  const text = lines.map(([label, value]) => `${label}: ${String(value).replaceAll("\n", ", ")}`).join("\n");
  return { label: "Certificate", text, language: "text" };
}

function readCertificate(der: Uint8Array): PresentedCertificate {
  const x509 = new X509Certificate(der);
  return {
    x509,
    notBefore: new Date(x509.validFrom),
    notAfter: new Date(x509.validTo),
    signatureAlgorithm: signatureAlgorithm(der),
    isSelfSigned: x509.subject === x509.issuer && x509.verify(x509.publicKey),
  };
}

/** `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OBJECT IDENTIFIER, … }, … }` (RFC 5280). */
function signatureAlgorithm(der: Uint8Array): string {
  const body = elementAt(der, elementAt(der, 0).start);
  const oid = elementAt(der, elementAt(der, body.end).start);
  return dotted(der.subarray(oid.start, oid.end));
}

/** Where the value of the DER element at an offset begins and ends. OpenSSL has read it before: it is well formed. */
function elementAt(der: Uint8Array, offset: number): { start: number; end: number } {
  const first = der[offset + 1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const size = lengthBytes === 0 ? first : Buffer.from(der).readUIntBE(offset + 2, lengthBytes);
  const start = offset + 2 + lengthBytes;
  return { start, end: start + size };
}

function dotted(bytes: Uint8Array): string {
  const parts: number[] = [];
  let part = 0;
  for (const byte of bytes) {
    part = part * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (parts.length > 0) parts.push(part);
    else parts.push(Math.min(2, Math.floor(part / 40)), part - 40 * Math.min(2, Math.floor(part / 40)));
    part = 0;
  }
  return parts.join(".");
}
