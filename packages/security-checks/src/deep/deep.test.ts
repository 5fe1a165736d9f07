import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { WebScanOptions } from "../run-web-scan.ts";
import { runWebScan } from "../run-web-scan.ts";
import { tlsSite } from "../testing/tls-site.ts";
import { corpusAgent } from "../testing/walk-corpus.ts";
import { readSslscan } from "./read-sslscan.ts";
import { readTestssl } from "./read-testssl.ts";
import { runProgram } from "./run-program.ts";

const recorded = (name: string) => readFile(new URL(`./recorded/${name}`, import.meta.url), "utf8");
const never = new AbortController().signal;

describe("reports of sslscan", () => {
  it("of a server without these faults have none", async () => {
    expect(readSslscan(await recorded("sslscan.xml"))).toEqual([]);
  });

  it("name what the checks of transport do not look for", async () => {
    const faulty = (await recorded("sslscan.xml"))
      .replace('version="2" enabled="0"', 'version="2" enabled="1"')
      .replace('secure="1"', 'secure="0"')
      .replace('sslversion="TLSv1.2" vulnerable="0"', 'sslversion="TLSv1.2" vulnerable="1"')
      .replace("<renegotiation", '<compression supported="1" /><renegotiation');
    const found = readSslscan(faulty)!.map(({ place, severity }) => [
      place.kind === "request" && place.parameter,
      severity,
    ]);
    expect(found).toEqual([
      ["heartbleed", "critical"],
      ["SSLv2", "high"],
      ["CRIME_TLS", "medium"],
      ["secure_renego", "medium"],
    ]);
  });

  it.each(["", "no xml", "<document><error>Could not open a connection</error></document>", "<a><b>"])(
    "that are none are told from good ones: %s",
    (text) => expect(readSslscan(text)).toBeNull(),
  );
});

describe("reports of testssl.sh", () => {
  const covered = new Set(["SSLv3", "RC4", "BEAST", "LOGJAM"]);

  it("of a server without these faults have none, whatever is said of its certificate", async () => {
    const report = await recorded("testssl.json");
    expect(report).toContain("cert_revocation");
    expect(readTestssl(report, covered)).toEqual([]);
  });

  it("name faults once, with their severity, and leave to other checks what is theirs", async () => {
    const entries: { id: string; severity: string; finding: string }[] = JSON.parse(await recorded("testssl.json"));
    const worse: Record<string, string> = {
      ROBOT: "CRITICAL",
      CRIME_TLS: "HIGH",
      BEAST: "MEDIUM",
      "LOGJAM-common_primes": "HIGH",
      LUCKY13: "LOW",
    };
    const trial = { id: "pre_128cipher", severity: "MEDIUM", finding: "128 cipher limit bug" };
    const changed = [trial, ...entries].map((entry) => ({ ...entry, severity: worse[entry.id] ?? entry.severity }));
    const faults = readTestssl(JSON.stringify(changed), covered)!;
    expect(faults.map(({ place, severity }) => [place.kind === "request" && place.parameter, severity])).toEqual([
      ["ROBOT", "critical"],
      ["CRIME_TLS", "high"],
      ["LUCKY13", "low"],
    ]);
    expect(faults[0]).toMatchObject({
      title: "The server is open to ROBOT",
      detail: expect.stringContaining("CVE-2017-13099"),
    });
  });

  it.each(["", "[]", "{}", '[{"id":"scanProblem","severity":"FATAL","finding":"Can\'t connect"}]'])(
    "that are none are told from good ones: %s",
    (text) => expect(readTestssl(text, covered)).toBeNull(),
  );
});

describe("runProgram", () => {
  const node = (script: string, more: object = {}) =>
    runProgram({ command: process.execPath, args: ["-e", script], timeoutMs: 30_000, signal: never, ...more });

  it("gives what was printed, and no environment", async () => {
    process.env["PLIMSOLL_TEST_SECRET"] = "sesame";
    const result = await node(
      "console.log(process.env.PLIMSOLL_TEST_SECRET, process.env.LC_ALL); process.exitCode = 3",
    );
    delete process.env["PLIMSOLL_TEST_SECRET"];
    expect(result).toEqual({ isMissing: false, stdout: "undefined C\n", exitCode: 3, ended: true });
  });

  it("says that there is no such program", async () => {
    const missing = { command: "plimsoll-no-such-program", args: [], timeoutMs: 1000, signal: never };
    expect(await runProgram(missing)).toEqual({ isMissing: true });
  });

  it("ends one that takes too long, with what it started, and when the scan ends", async () => {
    const endless = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "inherit" }); setInterval(() => {}, 1e6)`;
    // It ends only when every process that holds its output has ended.
    expect(await node(endless, { timeoutMs: 300 })).toMatchObject({ ended: false });
    expect(await node("setInterval(() => {}, 1e6)", { signal: AbortSignal.abort() })).toMatchObject({ ended: false });
  });
});

describe("a deep scanner", () => {
  const agent = corpusAgent();
  const path = process.env["PATH"];
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "plimsoll-deep-"));
  });
  afterEach(() => {
    process.env["PATH"] = path;
  });
  afterAll(async () => {
    await agent.close();
    await rm(folder, { recursive: true });
  });

  /** Stands in for the program: connects where it is told to, and prints a report when that is the target. */
  async function installSslscan(report: string, connections = 1) {
    const script = `#!${process.execPath}
      const tls = require("node:tls");
      const [name, place] = process.argv.slice(4);
      const port = place.split(":")[1];
      const connect = (left) => {
        if (left === 0) return console.log(${JSON.stringify(report)});
        const socket = tls.connect({ host: "127.0.0.1", port, servername: name.split("=")[1], rejectUnauthorized: false });
        socket.once("secureConnect", () => socket.end());
        socket.once("close", () => connect(left - 1));
        socket.on("error", () => undefined);
      };
      connect(${connections});`;
    await writeFile(join(folder, "sslscan"), script);
    await chmod(join(folder, "sslscan"), 0o755);
    process.env["PATH"] = `${folder}${delimiter}${path}`;
  }

  async function scan(limits: Partial<WebScanOptions["limits"]> = {}) {
    const site = await tlsSite();
    try {
      const report = await runWebScan({
        ...site.scan,
        origin: site.origin,
        profile: "active",
        checks: ["deep.sslscan"],
        agent,
        allowPrivate: true,
        limits: { maxRequests: 100, maxDurationMs: 60_000, requestsPerSecond: 500, concurrency: 4, ...limits },
        signal: never,
      });
      return report.records[0]!;
    } finally {
      await site.close();
    }
  }

  it("is run with what it prints as findings, and its connections counted", async () => {
    const report = (await recorded("sslscan.xml")).replace('version="2" enabled="0"', 'version="2" enabled="1"');
    await installSslscan(report, 3);
    const record = await scan();
    expect(record.result).toMatchObject({ outcome: "fail", faults: [{ title: "SSL 2 is spoken" }] });
    expect(record.requests).toBe(3);
  });

  it("concludes nothing when the scan's budget does not suffice", async () => {
    await installSslscan(await recorded("sslscan.xml"), 30);
    const { result } = await scan({ maxRequests: 6 });
    expect(result).toMatchObject({ outcome: "not-assessed", reason: expect.stringContaining("budget") });
  });

  it("that is not installed does not matter", async () => {
    process.env["PATH"] = join(folder, "nowhere");
    expect((await scan()).result).toMatchObject({ outcome: "not-applicable" });
  });
});
