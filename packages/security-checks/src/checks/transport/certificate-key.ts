import { defineCheck } from "../../check.ts";
import { type PresentedCertificate, quoteCertificate, readCertificates } from "../../transport/certificate.ts";
import { tlsPlace } from "../../transport/target-host.ts";

const MIN_RSA_BITS = 2048;
const WEAK_CURVES = /^(?:prime192|secp(?:112|128|160|192|224)|sect(?:113|131|163|193|233)|wap-wsg)/;

export const certificateKey = defineCheck({
  id: "transport.certificate-key",
  group: "transport",
  title: "Keys of the certificates are strong",
  why: "A short key can be computed from the public part of the certificate. Who has it can pose as the server, and read what was recorded where no forward secrecy was used.",
  fix: {
    text: "Make a new key (ECDSA P-256, or RSA with 2048 bits or more) and have the certificate issued anew for it.",
    snippets: [
      { server: "OpenSSL", language: "sh", code: "openssl ecparam -genkey -name prime256v1 -out privkey.pem" },
      {
        server: "Certbot",
        language: "sh",
        code: "certbot renew --force-renewal --key-type ecdsa --elliptic-curve secp256r1",
      },
    ],
  },
  severity: "high",
  profile: "passive",
  cwe: [326],
  asvs: ["11.2.3", "12.2.2"],
  answersTo: { testssl: ["cert_keySize"] },
  worksWithoutPages: true,
  async run(target) {
    const presented = await readCertificates(target);
    if (!("chain" in presented)) return presented;
    const faults = presented.chain.flatMap((certificate, depth) => {
      const weakness = weaknessOf(certificate);
      if (weakness === null) return [];
      const title = `The key of ${depth === 0 ? "the certificate" : "an issuer's certificate"} is weak: ${weakness}`;
      const detail = "RSA keys should have 2048 bits or more, keys on curves 256 or more.";
      const place = tlsPlace(depth === 0 ? "leaf" : "issuer");
      return [{ place, title, detail, evidence: [quoteCertificate(certificate)] }];
    });
    return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
  },
});

function weaknessOf({ x509 }: PresentedCertificate): string | null {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = x509.publicKey;
  if (type === "dsa") return "DSA";
  const bits = details?.modulusLength;
  if ((type === "rsa" || type === "rsa-pss") && bits !== undefined && bits < MIN_RSA_BITS)
    return `RSA with ${bits} bits`;
  const curve = details?.namedCurve;
  return type === "ec" && curve !== undefined && WEAK_CURVES.test(curve) ? `curve ${curve}` : null;
}
