import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { ScanOptions } from "../src/commands/scan-options.ts";
import { runScan } from "../src/commands/scan.ts";
import { walkFiles } from "../src/scan/walk-files.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-scan-"));
const ADVISORY = {
  id: "GHSA-35jh-r3h4-6jhm",
  modified: new Date().toISOString(),
  summary: "Command Injection in lodash",
  severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H" }],
  affected: [
    {
      package: { ecosystem: "npm", name: "lodash" },
      ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "4.17.21" }] }],
    },
  ],
};
const lock = (version: string) =>
  JSON.stringify({ lockfileVersion: 3, packages: { "node_modules/lodash": { version, license: "MIT" } } });

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

let site: Server;
let origin = "";
const asked: string[] = [];

beforeAll(async () => {
  write({
    "osv/npm.json": JSON.stringify(ADVISORY),
    "faulty/package-lock.json": lock("4.17.20"),
    "clean/package-lock.json": lock("4.17.21"),
  });
  site = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Shop</title><h1>Shop</h1>");
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.restoreAllMocks();
  asked.length = 0;
});
afterAll(() => {
  site?.closeAllConnections();
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command in this process. */
async function scan(target: string, options: Partial<ScanOptions> = {}): Promise<{ code: number; out: string }> {
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const defaults = { profile: "standard", failOn: "high", format: "text", advisories: join(folder, "osv") };
  const code = await runScan(target, { ...defaults, ...options });
  return { code, out };
}

describe("plimsoll scan FOLDER", () => {
  it("finds a known hole and ends with 99, with 0 where it is mended or less bad than what fails", async () => {
    const faulty = await scan(join(folder, "faulty"));
    expect(faulty.code).toBe(99);
    expect(faulty.out).toContain("HIGH     lodash 4.17.20: Command Injection in lodash (GHSA-35jh-r3h4-6jhm)");
    expect(faulty.out).toContain("package-lock.json: lodash 4.17.20; fixed in 4.17.21");
    expect(faulty.out).toMatch(/^faulty: 1 finding \(1 high\); checks: \d+ passed, 1 failed/m);
    expect((await scan(join(folder, "faulty"), { failOn: "critical" })).code).toBe(0);
    expect((await scan(join(folder, "faulty"), { failOn: "none" })).code).toBe(0);
    const clean = await scan(join(folder, "clean"), { failOn: "info", strict: true });
    expect(clean.out).toContain("clean: no findings;");
    expect(clean.code).toBe(0);
  });

  it("takes a single lock file, and ends with 98 when something was not assessed and that counts", async () => {
    const file = join(folder, "clean", "package-lock.json");
    expect((await scan(file, { strict: true })).code).toBe(0);
    const without = await scan(file, { strict: true, advisories: "off" });
    expect(without.out).toContain("supply-chain.known-vulnerability: No source of advisories was given.");
    expect(without.code).toBe(98);
    expect((await scan(file, { advisories: "off" })).code).toBe(0);
  });

  it("holds packages to licences", async () => {
    const { code, out } = await scan(join(folder, "clean"), { allowLicence: ["Apache-2.0"], failOn: "low" });
    expect(code).toBe(99);
    expect(out).toContain("lodash 4.17.21 is under MIT");
  });

  it("writes reports for programs", async () => {
    const target = join(folder, "faulty");
    const json = JSON.parse((await scan(target, { format: "json" })).out);
    expect(json).toMatchObject({
      target: "faulty",
      stopped: null,
      findings: [{ severity: "high", checkId: expect.any(String) }],
    });
    const sarif = JSON.parse((await scan(target, { format: "sarif" })).out);
    expect(sarif.runs[0].results).toMatchObject([
      { partialFingerprints: { "plimsoll/v1": json.findings[0].fingerprint } },
    ]);
    const vex = JSON.parse((await scan(target, { format: "vex" })).out);
    expect(vex.vulnerabilities).toMatchObject([{ id: "GHSA-35jh-r3h4-6jhm" }]);
    const output = join(folder, "report.xml");
    expect((await scan(target, { format: "junit", output })).out).toBe("");
    expect(readFileSync(output, "utf8")).toContain('<failure type="high"');
  });

  it("looks at what Git knows or would add, and at all but what was installed elsewhere", async () => {
    write({
      "tree/.gitignore": ".env\n",
      "tree/.env": "A=1",
      "tree/a.ts": "1",
      "tree/node_modules/x/b.js": "2",
      "tree/c/d.ts": "3",
    });
    symlinkSync("/etc/passwd", join(folder, "tree", "link"));
    const paths = async () => {
      const found: string[] = [];
      for await (const { path } of walkFiles(join(folder, "tree"))) found.push(path);
      return found.sort();
    };
    expect(await paths()).toEqual([".env", ".gitignore", "a.ts", "c/d.ts"]);
    write({ "tree/.gitignore": ".env\nnode_modules\n" });
    execFileSync("git", ["init", "--quiet", join(folder, "tree")]);
    expect(await paths()).toEqual([".gitignore", "a.ts", "c/d.ts"]);
  });
});

describe("plimsoll scan URL", () => {
  it("scans a site", async () => {
    const { code, out } = await scan(`${origin}/shop?x=1`, {
      profile: "passive",
      allowPrivate: true,
      format: "json",
      failOn: "low",
      rate: "100",
    });
    const report = JSON.parse(out);
    expect(report.target).toBe(origin);
    expect(report.requests).toBe(asked.length);
    expect(asked).toContain("GET /shop?x=1");
    expect(report.findings.length).toBeGreaterThan(0);
    expect(code).toBe(99);
  });

  it("sends nothing to private addresses, and nothing active, without being told that it may", async () => {
    const refused = await scan(origin, { profile: "passive", format: "json", strict: true, failOn: "none" });
    expect(refused.code).toBe(98);
    expect(refused.out).toContain("is a private address");
    await expect(scan(origin, { profile: "active", allowPrivate: true })).rejects.toThrow("--i-own-this");
    expect(asked).toEqual([]);
  });

  it.each<[string, string, Partial<ScanOptions>]>([
    ["is no URL, and no folder", "/no/such/folder", {}],
    ["cannot be scanned", "ftp://a.test/", {}],
    ["cannot be scanned", "http://user:word@a.test/", {}],
    ["--profile", "http://a.test/", { profile: "gentle" }],
    ["--fail-on", "http://a.test/", { failOn: "bad" }],
    ["--format", "http://a.test/", { format: "pdf" }],
    ["--max-requests", "http://a.test/", { maxRequests: "-1" }],
  ])("says what is wrong: %s", async (message, target, options) => {
    await expect(scan(target, options)).rejects.toThrow(message);
  });
});

it("is a command", async () => {
  const args = ["scan", join(folder, "faulty"), "--advisories", join(folder, "osv"), "--format", "sarif"];
  const child = fork(MAIN, args, { execArgv: ["--import", "tsx"], stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let out = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (out += text));
  const [code] = await once(child, "close");
  expect(code).toBe(99);
  expect(JSON.parse(out).version).toBe("2.1.0");
});
