import { describe, expect, it } from "vitest";
import { type FilesScanOptions, runFilesScan } from "./run-files-scan.ts";
import { FILES_CHECKS } from "./supply-chain/files-checks.ts";
import { fixtureAdvisories } from "./testing/advisories.ts";
import { FILES_CORPUS } from "./testing/corpus/files.ts";

const NOW = new Date("2026-11-20T00:00:00Z");

async function* filesOf(files: Readonly<Record<string, string | Uint8Array>>) {
  for (const [path, content] of Object.entries(files)) {
    yield { path, bytes: typeof content === "string" ? new TextEncoder().encode(content) : content };
  }
}

async function scan(files: Readonly<Record<string, string | Uint8Array>>, options: Partial<FilesScanOptions> = {}) {
  const signal = new AbortController().signal;
  const report = await runFilesScan({
    files: filesOf(files),
    advisories: fixtureAdvisories(),
    now: NOW,
    signal,
    ...options,
  });
  const results = new Map(report.records.map(({ checkId, result }) => [checkId, result]));
  const faults = report.records.flatMap(({ checkId, result }) =>
    ("faults" in result ? (result.faults ?? []) : []).map((fault) => ({ checkId, ...fault })),
  );
  return { report, results, faults };
}

describe("the corpus of files", () => {
  it.each(FILES_CORPUS)("$checkId: $fault", async ({ checkId, faulty, clean, licences }) => {
    const options = licences ? { licences } : {};
    const found = await scan(faulty, options);
    expect(found.faults.map((fault) => fault.checkId)).toContain(checkId);
    const twin = await scan(clean, options);
    expect(twin.faults).toEqual([]);
    expect(twin.results.get(checkId)?.outcome).toMatch(/^(pass|not-applicable)$/);
  });

  it("has an entry for every check", () => {
    const covered = new Set(FILES_CORPUS.map(({ checkId }) => checkId));
    expect(FILES_CHECKS.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
  });
});

const LOCK = {
  "package-lock.json": JSON.stringify({
    lockfileVersion: 3,
    packages: { "node_modules/lodash": { version: "4.17.20" } },
  }),
};
const VULNERABLE = "supply-chain.known-vulnerability";

describe("a scan of files", () => {
  it("says what is wrong, where, and which version mends it", async () => {
    const { faults, report } = await scan(LOCK);
    expect(faults).toEqual([
      {
        checkId: VULNERABLE,
        place: { kind: "package", purl: "pkg:npm/lodash", advisory: "GHSA-35jh-r3h4-6jhm", versions: ["4.17.20"] },
        title: "lodash 4.17.20: Command Injection in lodash (GHSA-35jh-r3h4-6jhm)",
        detail: expect.stringContaining("CVE-2021-23337"),
        severity: "high",
        evidence: [
          { label: "Found in", text: "package-lock.json: lodash 4.17.20; fixed in 4.17.21", language: "text" },
        ],
      },
    ]);
    expect(report).toMatchObject({ requests: 0, stopped: null });
    expect(report.records.map(({ checkId }) => checkId)).toEqual(FILES_CHECKS.map(({ id }) => id));
  });

  it("finds the same again", async () => {
    const results = async () => (await scan(LOCK)).report.records.map(({ checkId, result }) => ({ checkId, result }));
    expect(await results()).toEqual(await results());
  });

  it("does not assess holes when there is no data, and no lock file", async () => {
    const refusing = { name: "down", find: () => Promise.reject(new Error("nobody answers")) };
    expect((await scan(LOCK, { advisories: refusing })).results.get(VULNERABLE)).toEqual({
      outcome: "not-assessed",
      reason: "The check itself failed: nobody answers.",
    });
    expect((await scan(LOCK, { advisories: null })).results.get(VULNERABLE)?.outcome).toBe("not-assessed");
    expect((await scan({ "README.md": "hello" })).results.get(VULNERABLE)?.outcome).toBe("not-assessed");
  });

  it("keeps what it found beside a lock file that cannot be read, and does not conclude from it", async () => {
    const { results, faults } = await scan({ ...LOCK, "sub/yarn.lock": "broken" });
    expect(results.get(VULNERABLE)).toMatchObject({
      outcome: "not-assessed",
      reason: expect.stringContaining("sub/yarn.lock"),
    });
    expect(faults.map(({ checkId }) => checkId)).toEqual([VULNERABLE]);
  });

  it("shows no secret", async () => {
    const token = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");
    const { faults, report } = await scan({ "a.ts": `const a = 1;\nconst token = "${token}"; // old\n` });
    expect(faults).toMatchObject([
      { place: { kind: "file", path: "a.ts", rule: "github/GITHUB_TOKEN" }, title: "GitHub Token in a.ts" },
    ]);
    expect(faults[0]?.evidence[0]?.text).toMatch(/^a\.ts:2: const token = ".{1,12}; \/\/ old$/);
    expect(JSON.stringify(report)).not.toContain(token.slice(8));
  });

  it("looks at neither binary files nor huge ones, but not at a huge lock file neither is a conclusion", async () => {
    const token = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");
    const binary = new TextEncoder().encode(`\u0000\u0001 "${token}"`);
    expect((await scan({ "a.bin": binary, "b.txt": `${token}\n${"x".repeat(1024 * 1024)}` })).faults).toEqual([]);
    const { results } = await scan(LOCK, { limits: { maxFileBytes: 10 } });
    expect(results.get(VULNERABLE)).toMatchObject({
      outcome: "not-assessed",
      reason: expect.stringContaining("10 bytes"),
    });
  });

  it("concludes nothing when there are more files or packages than it may read", async () => {
    const manyFiles = await scan({ "a.txt": "", "b.txt": "", ...LOCK }, { limits: { maxFiles: 2 } });
    expect(manyFiles.results.get("supply-chain.secret-in-files")?.outcome).toBe("not-assessed");
    const packages = { "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "1.0.0" } };
    const lock = { "package-lock.json": JSON.stringify({ lockfileVersion: 3, packages }) };
    const { results } = await scan(lock, { limits: { maxComponents: 1 } });
    expect(results.get(VULNERABLE)).toMatchObject({
      outcome: "not-assessed",
      reason: expect.stringContaining("more than 1"),
    });
  });

  it("ends when it is cancelled, with nothing assessed", async () => {
    const stop = new AbortController();
    async function* endless() {
      for (let index = 0; ; index++) {
        if (index === 50) stop.abort();
        yield { path: `${index}.txt`, bytes: new Uint8Array(10) };
      }
    }
    const { report } = await scan({}, { files: endless(), signal: stop.signal });
    expect(report.stopped).toBe("cancelled");
    expect(new Set(report.records.map(({ result }) => result.outcome))).toEqual(new Set(["not-assessed"]));
  });

  it("ends in its time", async () => {
    async function* endless() {
      for (let index = 0; ; index++) yield { path: `${index}.txt`, bytes: new Uint8Array(10) };
    }
    const { report } = await scan({}, { files: endless(), limits: { maxDurationMs: 200, maxFiles: 1e9 } });
    expect(report.stopped).toBe("time");
  });

  it("says how far it is", async () => {
    const told: string[] = [];
    await scan(LOCK, {
      checks: [VULNERABLE],
      onProgress: ({ checkId, index, total, outcome = "begins" }) => {
        told.push(`${checkId} ${index} of ${total} ${outcome}`);
        throw new Error("a listener at fault");
      },
    });
    expect(told).toEqual([`${VULNERABLE} 0 of 1 begins`, `${VULNERABLE} 0 of 1 fail`]);
  });
});
