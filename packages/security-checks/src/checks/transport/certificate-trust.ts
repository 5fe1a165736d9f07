import { defineCheck } from "../../check.ts";
import { quoteCertificate, readCertificates } from "../../transport/certificate.ts";
import { tlsPlace } from "../../transport/target-host.ts";

/** OpenSSL's reasons, in words. */
const REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate is signed by itself.",
  SELF_SIGNED_CERT_IN_CHAIN: "The chain ends in a root that is not trusted.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "The server sends its own certificate alone, and who issued it is not known: an intermediate certificate is missing, or its authority is not trusted.",
  UNABLE_TO_GET_ISSUER_CERT: "The certificate of an issuer is missing.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "The certificate of an issuer is missing, or its authority is not trusted.",
  INVALID_CA: "A certificate that may not issue others was used to issue one.",
  INVALID_PURPOSE: "The certificate is not meant for servers.",
  CERT_SIGNATURE_FAILURE: "A signature in the chain does not match.",
};
/** With these the rest of the chain is not judged: the certificates' dates are a check of their own. */
const DATES: ReadonlySet<string> = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

export const certificateTrust = defineCheck({
  id: "transport.certificate-trust",
  group: "transport",
  title: "Certificate is issued by a trusted authority, with its whole chain",
  why: "Who cannot tell the server's certificate from one that anybody made cannot tell the server from an attacker in between. Browsers often know a missing intermediate certificate from elsewhere; other clients do not and fail.",
  fix: {
    text: "Use a certificate of a public authority and serve it with all intermediate certificates (the file is often called fullchain.pem). For an authority of your own, add its root to the scan's trusted certificates.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "ssl_certificate     /etc/ssl/example.com/fullchain.pem;\nssl_certificate_key /etc/ssl/example.com/privkey.pem;",
      },
      {
        server: "Apache",
        language: "apache",
        code: "SSLCertificateFile    /etc/ssl/example.com/fullchain.pem\nSSLCertificateKeyFile /etc/ssl/example.com/privkey.pem",
      },
    ],
  },
  severity: "high",
  profile: "passive",
  cwe: [295, 296],
  asvs: ["12.2.2"],
  answersTo: {
    testssl: ["cert_chain_of_trust", "cert_trust"],
    observatory: ["redirection-invalid-cert", "hsts-invalid-cert"],
  },
  worksWithoutPages: true,
  async run(target) {
    const presented = await readCertificates(target);
    if (!("chain" in presented)) return presented;
    const { authorizationError: reason, chain } = presented;
    if (reason === null) return { outcome: "pass" };
    if (DATES.has(reason)) {
      return {
        outcome: "not-assessed",
        reason: "The chain can be judged when its certificates are within their dates.",
      };
    }
    const detail = `${REASONS[reason] ?? "The chain does not verify."} (${reason})`;
    const place = tlsPlace("chain");
    const evidence = chain.map(quoteCertificate);
    return { outcome: "fail", faults: [{ place, title: "The certificate is not trusted", detail, evidence }] };
  },
});
