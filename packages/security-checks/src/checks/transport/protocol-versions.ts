import type { FoundFault } from "@plimsoll/core";
import { defineCheck, type WebTarget } from "../../check.ts";
import type { TlsProbe } from "../../tls.ts";
import { NO_TLS } from "../../transport/certificate.ts";
import { isHttps, tlsPlace } from "../../transport/target-host.ts";

/** Suites of SSL 3's time, one of which a server that still speaks it takes. */
const SSL3_SUITES = [0x000a, 0x0005, 0x0004, 0x002f, 0x0035, 0x0033, 0x0039, 0x0016, 0x0009];

export const protocolVersions = defineCheck({
  id: "transport.protocol-versions",
  group: "transport",
  title: "Only TLS 1.2 and 1.3 are spoken",
  why: "SSL 3, TLS 1.0 and TLS 1.1 have known attacks (POODLE, BEAST), use broken digests and were withdrawn (RFC 8996). An attacker in between can move clients that still know them down to them.",
  fix: {
    text: "Turn off everything before TLS 1.2. Every browser and client since 2014 speaks it.",
    snippets: [
      { server: "nginx", language: "nginx", code: "ssl_protocols TLSv1.2 TLSv1.3;" },
      { server: "Apache", language: "apache", code: "SSLProtocol -all +TLSv1.2 +TLSv1.3" },
      { server: "Node.js", language: "js", code: 'https.createServer({ minVersion: "TLSv1.2", cert, key }, app);' },
    ],
  },
  severity: "medium",
  profile: "standard",
  cwe: [326, 327],
  asvs: ["12.1.1"],
  answersTo: { testssl: ["SSLv3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3", "POODLE_SSL", "BEAST"] },
  worksWithoutPages: true,
  async run(target) {
    if (!isHttps(target.origin)) return NO_TLS;
    const ssl3 = await target.hello({ version: 0x0300, cipherSuites: SSL3_SUITES });
    const tls10 = await speaks(target, "TLSv1");
    const tls11 = await speaks(target, "TLSv1.1");
    const modern = (await speaks(target, "TLSv1.2")) || (await speaks(target, "TLSv1.3"));
    const hasSsl3 = ssl3.ok && ssl3.version === 0x0300;
    if (!hasSsl3 && !tls10 && !tls11 && !modern) {
      return { outcome: "not-assessed", reason: "No TLS handshake could be made with any version." };
    }
    const faults = [
      ...(hasSsl3 ? [{ ...old("SSL 3"), severity: "high" as const }] : []),
      ...(tls10 ? [old("TLS 1.0")] : []),
      ...(tls11 ? [old("TLS 1.1")] : []),
      ...(modern ? [] : [NOTHING_NEWER]),
    ];
    return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
  },
});

async function speaks(target: WebTarget, version: TlsProbe["minVersion"]): Promise<boolean> {
  return (await target.handshake({ minVersion: version, maxVersion: version })).ok;
}

function old(name: string): FoundFault {
  return {
    place: tlsPlace(name),
    title: `${name} is spoken`,
    detail: `The server completed a handshake that offered ${name} alone.`,
    evidence: [{ label: "Handshake", text: `offered: ${name}\nanswer: accepted`, language: "text" }],
  };
}

const NOTHING_NEWER: FoundFault = {
  place: tlsPlace("modern"),
  title: "Neither TLS 1.2 nor TLS 1.3 is spoken",
  detail: "Browsers do not connect to such a server any more.",
  severity: "high",
  evidence: [{ label: "Handshake", text: "offered: TLS 1.2, TLS 1.3\nanswer: refused", language: "text" }],
};
