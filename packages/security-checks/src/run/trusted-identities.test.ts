import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeCertificate } from "../testing/certificates.ts";
import type { TlsHandshake } from "../tls.ts";
import { trustedIdentities } from "./trusted-identities.ts";

const ACCOUNTS = [{ name: "alice", headers: { authorization: "Bearer sesame" } }];
const LEAF = new X509Certificate(makeCertificate({ names: ["a.test"] }).cert).raw;

function shown(authorizationError: string | null, chain: readonly Uint8Array[] = [LEAF]) {
  const answer: TlsHandshake = { ok: true, protocol: "TLSv1.3", cipher: "x", authorizationError, chain, dhBits: null };
  return () => Promise.resolve(answer);
}

describe("trustedIdentities", () => {
  it("gives test accounts to who proves to be the target, and over plain HTTP", async () => {
    expect(await trustedIdentities("https://a.test:8443", ACCOUNTS, shown(null))).toBe(ACCOUNTS);
    const unused = () => Promise.reject(new Error("no handshake is needed"));
    expect(await trustedIdentities("http://a.test", ACCOUNTS, unused)).toBe(ACCOUNTS);
    expect(await trustedIdentities("https://a.test", [], unused)).toEqual([]);
  });

  it.each([
    ["a certificate that is not trusted", "https://a.test", shown("DEPTH_ZERO_SELF_SIGNED_CERT")],
    ["one of another host", "https://b.test", shown(null)],
    ["one of no address", "https://192.0.2.1", shown(null)],
    ["none", "https://a.test", shown(null, [])],
    ["no TLS", "https://a.test", () => Promise.resolve<TlsHandshake>({ ok: false, reason: "the answer is no TLS" })],
  ])("keeps them back from %s", async (_, origin, handshake) => {
    expect(await trustedIdentities(origin, ACCOUNTS, handshake)).toEqual([]);
  });
});
