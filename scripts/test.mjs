// `npm test`: every check and every test, and one closing line `N passed, M failed` summed over all of them.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { ensureBuilt, ensureInstalled, requireNode, root } from "./prepare.mjs";
import { ensureProgram } from "./system-packages.mjs";

requireNode();
await ensureInstalled();
const chromium = ensureProgram({
  names: ["chromium", "chromium-browser", "google-chrome"],
  aptPackage: "chromium",
  neededFor: "the end-to-end tests",
});
const redis = ensureProgram({
  names: ["redis-server", "valkey-server"],
  aptPackage: "redis-server",
  neededFor: "the tests of the Redis backend",
});
const prometheus = ensureProgram({
  names: ["prometheus"],
  aptPackage: "prometheus",
  neededFor: "the test of Prometheus writing into Plimsoll",
  optional: true,
});
const memcached = ensureProgram({
  names: ["memcached"],
  aptPackage: "memcached",
  neededFor: "the tests of the cache's Memcached store",
  optional: true,
});

const reports = join(root, "test-results");
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const bin = (name) => join(root, "node_modules", ".bin", name);
const total = { passed: 0, failed: 0 };

/** Runs a command in its own words; resolves with its exit code. */
function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1", ...env },
    });
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

async function check(name, command, args) {
  const begin = Date.now();
  const code = await run(command, args);
  total[code === 0 ? "passed" : "failed"] += 1;
  console.log(`${code === 0 ? "ok  " : "FAIL"} ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Adds what a runner reports; one that reports nothing, or fails without a failed test, counts as one failure. */
function add(name, code, counts) {
  const failed = counts ? counts.failed : 0;
  const broken = !counts || (code !== 0 && failed === 0) ? 1 : 0;
  total.passed += counts?.passed ?? 0;
  total.failed += failed + broken;
  console.log(
    `${code === 0 && counts ? "ok  " : "FAIL"} ${name}: ${counts?.passed ?? 0} passed, ${failed + broken} failed`,
  );
}

await check("generate", process.execPath, ["packages/db/scripts/generate.mjs"]);
await check("format", bin("biome"), ["format", "."]);
await check("lint", bin("oxlint"), ["--type-aware", "--deny-warnings", "."]);
await check("types", bin("turbo"), ["run", "check-types", "--output-logs=errors-only"]);
await check("boundaries", bin("turbo"), ["boundaries"]);
await check("dependencies", process.execPath, ["scripts/check-dependencies.mjs"]);
await check("unused", bin("knip"), []);
await check("sizes", process.execPath, ["scripts/size-ratchet.mjs"]);
await ensureBuilt();

/** Runs test files, all of them by default; resolves with the exit code and what the runner reports. */
async function vitest(name, ...files) {
  const report = join(reports, `${name}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run(bin("vitest"), ["run", ...reporters, ...files], {
    PLIMSOLL_TEST_REDIS_SERVER: redis ?? "",
    PLIMSOLL_TEST_PROMETHEUS: prometheus ?? "",
    PLIMSOLL_TEST_MEMCACHED: memcached ?? "",
  });
  return { code, report: read(report) };
}

/** Files that failed, with the number of their tests that passed. */
const failedFiles = ({ testResults }) =>
  testResults
    .filter(({ status }) => status === "failed")
    .map(({ name, assertionResults }) => ({
      name,
      passed: assertionResults.filter(({ status }) => status === "passed").length,
    }));

const first = await vitest("vitest");
let { code } = first;
let counts = first.report && { passed: first.report.numPassedTests, failed: first.report.numFailedTests };
const failed = first.report ? failedFiles(first.report) : [];
// Tests of whole processes fight for the processors of CI: files that failed there get one more run, alone and from
// their beginning. What failed at first is printed, and named again here.
if (process.env["CI"] && failed.length > 0 && failed.length <= 4) {
  console.log(`\nrunning again, alone: ${failed.map(({ name }) => relative(root, name)).join(", ")}`);
  const second = await vitest("vitest-again", "--maxWorkers=1", ...failed.map(({ name }) => name));
  code = second.code;
  counts = second.report && {
    passed: counts.passed - failed.reduce((sum, file) => sum + file.passed, 0) + second.report.numPassedTests,
    failed: second.report.numFailedTests,
  };
}
add("vitest", code, counts);

if (chromium) {
  const playwrightReport = join(reports, "playwright.json");
  const code = await run(bin("playwright"), ["test", "-c", "apps/web/playwright.config.ts"], {
    PLIMSOLL_TEST_CHROMIUM: chromium,
    PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport,
  });
  const stats = read(playwrightReport)?.stats;
  add("playwright", code, stats && { passed: stats.expected + stats.flaky, failed: stats.unexpected });
}

console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
