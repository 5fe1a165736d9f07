import type { FoundFault } from "@plimsoll/core";
import { defineCheck } from "../../check.ts";
import { type PresentedCertificate, quoteCertificate, readCertificates } from "../../transport/certificate.ts";
import { tlsPlace } from "../../transport/target-host.ts";

const DAY_MS = 86_400_000;
/** Renewal that works has happened long before: at a third of the time left, or 14 days where that is less. */
const LATE_DAYS = 14;

export const certificateExpiry = defineCheck({
  id: "transport.certificate-expiry",
  group: "transport",
  title: "Certificate is valid now and for some time",
  why: "With a certificate that is out of date, browsers show a warning in place of the site and clients of an API fail. People who are used to click such warnings away do not notice an attack either.",
  fix: {
    text: "Renew the certificate and let it be renewed by itself, with an ACME client that runs twice a day and reloads the server. Watch the date apart from the client.",
    snippets: [
      { server: "Certbot", language: "sh", code: "certbot renew --deploy-hook 'systemctl reload nginx'" },
      { server: "Caddy", language: "caddyfile", code: "example.com {\n  reverse_proxy localhost:8080\n}" },
    ],
  },
  severity: "high",
  profile: "passive",
  cwe: [298, 324],
  asvs: ["12.2.2"],
  answersTo: { testssl: ["cert_expirationStatus", "cert_notAfter", "cert_notBefore"] },
  worksWithoutPages: true,
  async run(target) {
    const presented = await readCertificates(target);
    if (!("chain" in presented)) return presented;
    const now = Date.now();
    const faults = presented.chain.flatMap((certificate, depth) => judge(certificate, depth, now));
    return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
  },
});

function judge(certificate: PresentedCertificate, depth: number, now: number): FoundFault[] {
  const { notBefore, notAfter, isSelfSigned } = certificate;
  // A root is trusted for being known: its date is not looked at.
  if (depth > 0 && isSelfSigned) return [];
  const which = depth === 0 ? "The certificate" : "A certificate between it and its root";
  const fault = (title: string, detail: string): FoundFault => ({
    place: tlsPlace(depth === 0 ? "leaf" : "intermediate"),
    title,
    detail,
    evidence: [quoteCertificate(certificate)],
  });
  const days = (notAfter.getTime() - now) / DAY_MS;
  const lifeDays = (notAfter.getTime() - notBefore.getTime()) / DAY_MS;
  if (now < notBefore.getTime()) {
    return [fault(`${which} is not valid yet`, `It is valid from ${notBefore.toISOString()}.`)];
  }
  if (days < 0) return [fault(`${which} has expired`, `It was valid until ${notAfter.toISOString()}.`)];
  if (depth > 0 || days >= Math.min(LATE_DAYS, lifeDays / 3)) return [];
  const detail = `It is valid until ${notAfter.toISOString()}; renewal should have happened by now.`;
  return [{ ...fault(`${which} expires in ${Math.floor(days)} days`, detail), severity: "medium" }];
}
