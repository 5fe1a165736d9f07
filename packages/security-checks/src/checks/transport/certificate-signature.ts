import { defineCheck } from "../../check.ts";
import { quoteCertificate, readCertificates } from "../../transport/certificate.ts";
import { tlsPlace } from "../../transport/target-host.ts";

/** Signature algorithms on digests for which two texts of the same digest can be made. */
const WEAK: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.2": "MD2 with RSA",
  "1.2.840.113549.1.1.3": "MD4 with RSA",
  "1.2.840.113549.1.1.4": "MD5 with RSA",
  "1.2.840.113549.1.1.5": "SHA-1 with RSA",
  "1.3.14.3.2.29": "SHA-1 with RSA",
  "1.2.840.10040.4.3": "SHA-1 with DSA",
  "1.2.840.10045.4.1": "SHA-1 with ECDSA",
};

export const certificateSignature = defineCheck({
  id: "transport.certificate-signature",
  group: "transport",
  title: "Certificates are signed with a strong digest",
  why: "For MD5 and SHA-1 a second certificate with the same signature can be made, for a name of the attacker's choice. Browsers refuse such certificates.",
  fix: {
    text: "Have the certificate issued anew with SHA-256 or better; every public authority does. In an authority of your own, set the digest.",
    snippets: [{ server: "OpenSSL", language: "ini", code: "[ ca_default ]\ndefault_md = sha256" }],
  },
  severity: "high",
  profile: "passive",
  cwe: [327, 328],
  asvs: ["11.4.1", "12.2.2"],
  answersTo: { testssl: ["cert_signatureAlgorithm"] },
  worksWithoutPages: true,
  async run(target) {
    const presented = await readCertificates(target);
    if (!("chain" in presented)) return presented;
    const faults = presented.chain.flatMap((certificate, depth) => {
      const algorithm = WEAK[certificate.signatureAlgorithm];
      // What a root says of itself proves nothing and is not looked at; a leaf that signed itself is not trusted anyway.
      if (algorithm === undefined || certificate.isSelfSigned) return [];
      const title = `${depth === 0 ? "The certificate" : "An issuer's certificate"} is signed with ${algorithm}`;
      const detail = "Only digests of the SHA-2 family or newer bind a signature to one certificate.";
      const place = tlsPlace(depth === 0 ? "leaf" : "issuer");
      return [{ place, title, detail, evidence: [quoteCertificate(certificate)] }];
    });
    return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
  },
});
