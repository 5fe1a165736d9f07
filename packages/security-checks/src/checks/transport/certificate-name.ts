import { isIP } from "node:net";
import { defineCheck } from "../../check.ts";
import { quoteCertificate, readCertificates } from "../../transport/certificate.ts";
import { hostOf, tlsPlace } from "../../transport/target-host.ts";

export const certificateName = defineCheck({
  id: "transport.certificate-name",
  group: "transport",
  title: "Certificate is for this host",
  why: "A certificate for another name proves nothing about this host: browsers warn, clients refuse. It also tells which other sites the server has.",
  fix: {
    text: "Have a certificate issued whose subject alternative names hold this host. Names in the common name alone do not count any more. Look for a server block that answers in place of the right one.",
    snippets: [
      {
        server: "Certbot",
        language: "sh",
        code: "certbot certonly --webroot -w /var/www -d example.com -d www.example.com",
      },
    ],
  },
  severity: "high",
  profile: "passive",
  cwe: [297],
  asvs: ["12.2.2"],
  answersTo: { testssl: ["cert_commonName", "cert_subjectAltName", "cert_trust"] },
  worksWithoutPages: true,
  async run(target) {
    const presented = await readCertificates(target);
    if (!("chain" in presented)) return presented;
    const [leaf] = presented.chain;
    const host = hostOf(target.origin);
    const matches = isIP(host) ? leaf.x509.checkIP(host) : leaf.x509.checkHost(host, { subject: "never" });
    if (matches !== undefined) return { outcome: "pass" };
    const title = `The certificate is not for ${host}`;
    const detail = `It names ${leaf.x509.subjectAltName ?? "no host at all"}.`;
    return {
      outcome: "fail",
      faults: [{ place: tlsPlace("name"), title, detail, evidence: [quoteCertificate(leaf)] }],
    };
  },
});
