import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineCheck, type WebTarget } from "../../check.ts";
import { readTestssl } from "../../deep/read-testssl.ts";
import { openRelay } from "../../deep/relay.ts";
import { type ProgramResult, runProgram } from "../../deep/run-program.ts";
import { NO_TLS } from "../../transport/certificate.ts";
import { hostOf, isHttps } from "../../transport/target-host.ts";
import { TRANSPORT_CHECKS } from "../transport-checks.ts";

/** It tries much, one after another: minutes are usual. */
const TIMEOUT_MS = 600_000;
/** The name upstream, and Debian's. */
const COMMANDS = ["testssl.sh", "testssl"];
const COVERED: ReadonlySet<string> = new Set(TRANSPORT_CHECKS.flatMap((check) => check.answersTo.testssl ?? []));

export const testssl = defineCheck({
  id: "deep.testssl",
  group: "deep",
  title: "testssl.sh finds nothing more",
  why: "testssl.sh tries the attacks on TLS that have a name: Heartbleed, ROBOT, CRIME, BREACH and more. It is run where it is installed, beside the checks of transport, and takes minutes.",
  fix: {
    text: "Update the TLS library and the server, and turn off what the finding names.",
    snippets: [{ server: "Debian", language: "sh", code: "apt-get install testssl.sh # where scans run" }],
  },
  severity: "medium",
  profile: "active",
  cwe: [326, 1104],
  asvs: ["12.1.1", "12.1.2"],
  answersTo: {
    testssl: ["heartbleed", "CCS", "ticketbleed", "ROBOT", "CRIME_TLS", "BREACH", "DROWN", "LUCKY13", "winshock"],
  },
  worksWithoutPages: true,
  async run(target) {
    if (!isHttps(target.origin)) return NO_TLS;
    const folder = await mkdtemp(join(tmpdir(), "plimsoll-testssl-"));
    const relay = await openRelay(target);
    try {
      const report = join(folder, "report.json");
      const result = await runTestssl(target, relay.port, folder, report);
      if (result.isMissing)
        return { outcome: "not-applicable", reason: "testssl.sh is not installed where scans run." };
      const failure = relay.failure();
      if (failure) return { outcome: "not-assessed", reason: `A connection could not be made: ${failure.message}` };
      const faults = result.ended ? readTestssl(await readFile(report, "utf8").catch(() => ""), COVERED) : null;
      if (faults === null)
        return { outcome: "not-assessed", reason: "testssl.sh did not come to an end with a report." };
      return faults.length > 0 ? { outcome: "fail", faults } : { outcome: "pass" };
    } finally {
      await relay.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function runTestssl(target: WebTarget, port: number, folder: string, report: string): Promise<ProgramResult> {
  const quiet = ["--quiet", "--color", "0", "--warnings", "off", "--nodns", "none"];
  const args = [...quiet, "--ip", "127.0.0.1", "--jsonfile", report, "-U", `${hostOf(target.origin)}:${port}`];
  let result: ProgramResult = { isMissing: true };
  for (const command of COMMANDS) {
    if (result.isMissing)
      result = await runProgram({ command, args, cwd: folder, timeoutMs: TIMEOUT_MS, signal: target.signal });
  }
  return result;
}
