import type { FoundFault } from "@plimsoll/core";
import { defineCheck, type WebTarget } from "../../check.ts";
import { NO_TLS } from "../../transport/certificate.ts";
import { WEAK_SUITES, type WeakSuites } from "../../transport/cipher-suites.ts";
import { isHttps, tlsPlace } from "../../transport/target-host.ts";

const MIN_DH_BITS = 2048;

export const weakCiphers = defineCheck({
  id: "transport.weak-ciphers",
  group: "transport",
  title: "No weak cipher suites",
  why: "Client and server agree on the best suite both know, but an attacker in between, or an old client, can bring them to the worst. With a weak one what is sent can be read or changed.",
  fix: {
    text: "Offer suites with forward secrecy (ECDHE) and authenticated encryption (GCM, ChaCha20) only, and groups of 2048 bits or more for Diffie-Hellman, or none.",
    snippets: [
      {
        server: "nginx",
        language: "nginx",
        code: "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;\nssl_prefer_server_ciphers off;",
      },
      {
        server: "Apache",
        language: "apache",
        code: "SSLCipherSuite ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305",
      },
      {
        server: "Node.js",
        language: "js",
        code: 'https.createServer({ ciphers: "ECDHE+AESGCM:ECDHE+CHACHA20", cert, key }, app);',
      },
    ],
  },
  severity: "medium",
  profile: "standard",
  cwe: [327, 326],
  asvs: ["12.1.2"],
  answersTo: {
    testssl: [
      "cipherlist_NULL",
      "cipherlist_aNULL",
      "cipherlist_EXPORT",
      "cipherlist_LOW",
      "cipherlist_3DES_IDEA",
      "FS",
      "RC4",
      "SWEET32",
      "FREAK",
      "LOGJAM",
      "LOGJAM-common_primes",
    ],
  },
  worksWithoutPages: true,
  async run(target) {
    if (!isHttps(target.origin)) return NO_TLS;
    const any = await target.handshake({ minVersion: "TLSv1", maxVersion: "TLSv1.3" });
    if (!any.ok) return { outcome: "not-assessed", reason: `No TLS handshake could be made: ${any.reason}.` };
    const faults: FoundFault[] = [];
    for (const kind of WEAK_SUITES) {
      const taken = await takenOf(target, kind);
      if (taken.length > 0) faults.push(weakSuites(kind, taken));
    }
    const bits = await dhBits(target);
    if (bits !== null && bits < MIN_DH_BITS) faults.push(smallGroup(bits));
    return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
  },
});

/** Offers what is left of the suites until the server takes none of them. */
async function takenOf(target: WebTarget, kind: WeakSuites): Promise<string[]> {
  const left = new Map(Object.entries(kind.suites).map(([number, name]) => [Number(number), name]));
  const taken: string[] = [];
  while (left.size > 0) {
    const answer = await target.hello({ version: 0x0303, cipherSuites: [...left.keys()] });
    const name = answer.ok ? left.get(answer.cipherSuite) : undefined;
    if (!answer.ok || name === undefined) break;
    left.delete(answer.cipherSuite);
    taken.push(name);
  }
  return taken;
}

async function dhBits(target: WebTarget): Promise<number | null> {
  const ciphers = "DHE:!aNULL:@SECLEVEL=0";
  const answer = await target.handshake({ minVersion: "TLSv1", maxVersion: "TLSv1.2", ciphers });
  return answer.ok ? answer.dhBits : null;
}

function weakSuites(kind: WeakSuites, taken: readonly string[]): FoundFault {
  return {
    place: tlsPlace(kind.id),
    title: `Cipher suites ${kind.name} are taken`,
    detail: kind.why,
    severity: kind.severity,
    evidence: [{ label: "Suites the server took", text: taken.join("\n"), language: "text" }],
  };
}

function smallGroup(bits: number): FoundFault {
  return {
    place: tlsPlace("dh-group"),
    title: `Diffie-Hellman uses a group of ${bits} bits`,
    detail: "Keys agreed on in groups below 2048 bits may be computed by those with large means (Logjam).",
    evidence: [{ label: "Handshake", text: `offered: DHE suites alone\ngroup: ${bits} bits`, language: "text" }],
  };
}
