import { isIP } from "node:net";
import { defineCheck } from "../../check.ts";
import { readSslscan } from "../../deep/read-sslscan.ts";
import { openRelay } from "../../deep/relay.ts";
import { runProgram } from "../../deep/run-program.ts";
import { NO_TLS } from "../../transport/certificate.ts";
import { hostOf, isHttps } from "../../transport/target-host.ts";

const TIMEOUT_MS = 120_000;

export const sslscan = defineCheck({
  id: "deep.sslscan",
  group: "deep",
  title: "sslscan finds nothing more",
  why: "sslscan speaks protocols that this platform's TLS library does not, and tries Heartbleed, compression and renegotiation. It is run where it is installed, beside the checks of transport.",
  fix: {
    text: "Update the TLS library and the server, and turn off what the finding names.",
    snippets: [{ server: "Debian", language: "sh", code: "apt-get install sslscan # where scans run" }],
  },
  severity: "medium",
  profile: "active",
  cwe: [326, 1104],
  asvs: ["12.1.1", "12.1.2"],
  answersTo: { testssl: ["heartbleed", "SSLv2", "CRIME_TLS", "secure_renego"] },
  worksWithoutPages: true,
  async run(target) {
    if (!isHttps(target.origin)) return NO_TLS;
    const relay = await openRelay(target);
    try {
      const host = hostOf(target.origin);
      const name = isIP(host) ? [] : [`--sni-name=${host}`];
      const args = ["--no-colour", "--xml=-", ...name, `127.0.0.1:${relay.port}`];
      const result = await runProgram({ command: "sslscan", args, timeoutMs: TIMEOUT_MS, signal: target.signal });
      if (result.isMissing) return { outcome: "not-applicable", reason: "sslscan is not installed where scans run." };
      const failure = relay.failure();
      if (failure) return { outcome: "not-assessed", reason: `A connection could not be made: ${failure.message}` };
      const faults = result.ended ? readSslscan(result.stdout) : null;
      if (faults === null) return { outcome: "not-assessed", reason: "sslscan did not come to an end with a report." };
      return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
    } finally {
      await relay.close();
    }
  },
});
