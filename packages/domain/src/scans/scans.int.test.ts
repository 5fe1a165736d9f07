import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DEFAULT_SCAN_LIMITS,
  DEFAULT_SECURITY_SETTINGS,
  loadConfig,
  type ScanDetail,
  type ScanProfile,
  scansUploadInputSchema,
} from "@plimsoll/core";
import { migrateDatabase } from "@plimsoll/db";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import type { GuardedAgent } from "@plimsoll/outbound";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { setSecuritySettings } from "../findings/security-settings.ts";
import type { Platform } from "../platform.ts";
import { closePlatform, openPlatform } from "../system/open-platform.ts";
import { approveTarget } from "../targets/manage-targets.ts";
import { cancelScan } from "./cancel-scan.ts";
import { claimScan } from "./claim-scan.ts";
import { DEFAULT_SCAN_SETTINGS } from "./find-scan-target.ts";
import { fireScanSchedules } from "./fire-scan-schedules.ts";
import { getScan, watchScan } from "./get-scan.ts";
import { getScanTarget } from "./get-scan-target.ts";
import { listScans } from "./list-scans.ts";
import { addScanTarget, removeScanTarget, updateScanTarget } from "./manage-scan-targets.ts";
import { runScan } from "./run-scan.ts";
import { addScanCredential, openScanCredentials, removeScanCredential } from "./scan-credentials.ts";
import { uploadScan } from "./scan-uploads.ts";
import { deployScan, startScan } from "./start-scan.ts";
import { forgetScans, sweepScans } from "./sweep-scans.ts";

const ada = { projectId: "one", actor: "Ada" };
const running = { signal: new AbortController().signal };
const QUICK = { ...DEFAULT_SCAN_LIMITS, requestsPerSecond: 100, concurrency: 8 };
const CHECK = "headers.content-type-options";
/** Generous: CI is slow. */
const SOON = { timeout: 30_000, interval: 50 };

let stores: TestStores;
let platform: Platform;
let folder: string;
/** What the target does, set by each test. */
let site: { isFaulty: boolean; answersLeft: number; hangs: boolean; asked: string[] };
let server: Server;
let origin: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-scans-"));
  stores = await startTestStores({ postgres: true });
  await migrateDatabase(stores.databaseUrl);
  server = createServer((request, response) => {
    site.asked.push(`${request.method} ${request.url}`);
    if (site.hangs) return;
    site.answersLeft -= 1;
    if (site.answersLeft < 0) return void request.socket.destroy();
    if (!site.isFaulty) response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("content-type", "text/html; charset=utf-8");
    if (request.url !== "/" && request.url !== "/login") response.statusCode = 404;
    response.end('<!doctype html><title>Shop</title><a href="/login">Sign in</a>');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  platform = openPlatform(
    loadConfig({
      DATABASE_URL: stores.databaseUrl,
      CLICKHOUSE_URL: "http://127.0.0.1:9",
      PLIMSOLL_SECRET: "s".repeat(32),
      PLIMSOLL_OSV_DUMP: folder,
    }),
  );
});
afterAll(async () => {
  if (platform) await closePlatform(platform);
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await stores?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  site = { isFaulty: true, answersLeft: Number.POSITIVE_INFINITY, hangs: false, asked: [] };
  await platform.db.project.deleteMany();
  await platform.db.project.createMany({ data: ["one", "two"].map((id) => ({ id, name: id })) });
});
afterEach(() => server.closeAllConnections());

/** A scan target that an admin approved, with a quick budget. */
async function approved(at = origin, limits = QUICK): Promise<string> {
  const { id, target } = await addScanTarget(platform.db, ada, { name: at, origin: at });
  await approveTarget(platform.db, ada, target?.id ?? "");
  await updateScanTarget(platform.db, ada, { id, settings: { ...DEFAULT_SCAN_SETTINGS, limits } });
  return id;
}
async function scanned(targetId: string, profile: ScanProfile = "passive"): Promise<ScanDetail> {
  const { id } = await startScan(platform, ada, { targetId, profile });
  await runScan(platform, id, running);
  return getScan(platform, "one", id);
}
const changeOf = ({ findings }: ScanDetail) =>
  findings.filter(({ finding }) => finding.checkId === CHECK).map(({ change }) => change);

describe("web scans", () => {
  it("find, find the same again, see what was fixed and what came back", async () => {
    const targetId = await approved();
    const first = await scanned(targetId);
    expect(first).toMatchObject({ state: "done", stopped: null, progress: 1, profile: "passive", startedBy: "Ada" });
    expect(first.requests).toBeGreaterThan(1);
    expect(changeOf(first)).toEqual(["new"]);
    expect(first.checks.find(({ checkId }) => checkId === CHECK)).toMatchObject({ outcome: "fail", faults: 1 });
    const again = await scanned(targetId);
    const seen = first.changes?.new ?? 0;
    expect(again.changes).toEqual({ new: 0, reopened: 0, fixed: 0, unchanged: seen, notAssessed: 0, suppressed: 0 });
    site.isFaulty = false;
    expect(changeOf(await scanned(targetId))).toEqual(["fixed"]);
    site.isFaulty = true;
    expect(changeOf(await scanned(targetId))).toEqual(["reopened"]);
    const { sheet, trend, lastScan } = await getScanTarget(platform, "one", targetId);
    expect(trend).toHaveLength(4);
    expect(sheet.score).toBe(lastScan?.score);
  });

  it("close nothing when the target goes down half-way, and say what they could not assess", async () => {
    const targetId = await approved();
    const { changes } = await scanned(targetId);
    site.answersLeft = 1;
    site.isFaulty = false;
    const broken = await scanned(targetId);
    expect(broken.changes).toMatchObject({ new: 0, fixed: 0 });
    expect(broken.checks.filter(({ outcome }) => outcome === "not-assessed").length).toBeGreaterThan(0);
    site.answersLeft = 0;
    const down = await scanned(targetId);
    expect(down).toMatchObject({ state: "error", grade: null, changes: { fixed: 0, notAssessed: changes?.new } });
    expect(down.message).toMatch(/^Nothing could be assessed: /);
  });

  it("keep to their budget of requests", async () => {
    const targetId = await approved(origin, { ...QUICK, maxRequests: 10 });
    const scan = await scanned(targetId, "standard");
    expect(scan).toMatchObject({ stopped: "requests", limits: { maxRequests: 10 } });
    expect(scan.requests).toBeLessThanOrEqual(10);
    expect(site.asked.length).toBeLessThanOrEqual(10);
  });

  it("end when they are cancelled, at once while they wait", async () => {
    const targetId = await approved();
    const waiting = await startScan(platform, ada, { targetId });
    await cancelScan(platform, ada, waiting.id);
    expect(await runScan(platform, waiting.id, running)).toBe("over");
    expect(await getScan(platform, "one", waiting.id)).toMatchObject({ state: "cancelled", requests: 0 });
    site.hangs = true;
    const { id } = await startScan(platform, ada, { targetId });
    const run = runScan(platform, id, running);
    await vi.waitFor(() => expect(site.asked).not.toEqual([]), SOON);
    await cancelScan(platform, ada, id);
    await run;
    expect(await getScan(platform, "one", id)).toMatchObject({ state: "cancelled", stopped: "cancelled" });
  });

  it("are left to another worker by one that stops, and begun anew", async () => {
    const targetId = await approved();
    site.hangs = true;
    const { id } = await startScan(platform, ada, { targetId, profile: "passive" });
    const stopping = new AbortController();
    const run = runScan(platform, id, { signal: stopping.signal });
    await vi.waitFor(() => expect(site.asked).not.toEqual([]), SOON);
    stopping.abort(new Error("the worker stops"));
    await expect(run).rejects.toThrow("the worker stops");
    expect(await getScan(platform, "one", id)).toMatchObject({ state: "queued", findings: [] });
    site.hangs = false;
    await runScan(platform, id, running);
    expect(await getScan(platform, "one", id)).toMatchObject({ state: "done" });
    expect(await runScan(platform, id, running)).toBe("over");
  });

  it("are shown as they go on, until they are over", async () => {
    const targetId = await approved();
    const { id } = await startScan(platform, ada, { targetId, profile: "passive" });
    const states: string[] = [];
    const watching = (async () => {
      for await (const { state } of watchScan(platform, "one", id, AbortSignal.timeout(60_000))) states.push(state);
    })();
    await vi.waitFor(() => expect(states).toEqual(["queued"]), SOON);
    await runScan(platform, id, running);
    await watching;
    expect(states.at(-1)).toBe("done");
  });

  it("run one at a time for a target; deploys wait, five at most", async () => {
    const targetId = await approved();
    const first = await startScan(platform, ada, { targetId });
    await expect(startScan(platform, ada, { targetId })).rejects.toMatchObject({ code: "CONFLICT" });
    const second = await deployScan(platform, ada, { origin, build: "v2" });
    expect(second).toMatchObject({ trigger: "deploy", build: "v2", state: "queued" });
    expect(await claimScan(platform, first.id)).toMatchObject({ scan: { state: "running" } });
    expect(await runScan(platform, second.id, running)).toBe("busy");
    for (const build of ["v3", "v4", "v5"]) await deployScan(platform, ada, { targetId, build });
    await expect(deployScan(platform, ada, { targetId, build: "v6" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(removeScanTarget(platform.db, ada, targetId)).rejects.toMatchObject({ code: "CONFLICT" });
    // The worker that had the first one was killed.
    await platform.db.scan.update({ where: { id: first.id }, data: { lastSeenAt: new Date(Date.now() - 60_000) } });
    expect(await claimScan(platform, second.id)).toMatchObject({ scan: { state: "running" } });
    expect((await listScans(platform, "one", { targetId, states: ["queued"], limit: 2 })).items).toHaveLength(2);
  });
});

describe("what may be scanned", () => {
  const publicHost = { lookup: async () => ["93.184.216.34"] };
  const agent: GuardedAgent = {
    dispatcher: () => expect.fail("no request may be made"),
    openSocket: () => expect.fail("no connection may be made"),
    close: async () => undefined,
  };

  it("is a public host passively; more of it, and private ones, when proven or approved", async () => {
    const { id: targetId } = await addScanTarget(platform.db, ada, { name: "a", origin: "https://api.example.com" });
    for (const profile of ["standard", "active"] as const) {
      await expect(startScan(platform, ada, { targetId, profile })).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    expect(await startScan(platform, ada, { targetId, profile: "passive" })).toMatchObject({ state: "queued" });
    const own = await addScanTarget(platform.db, ada, { name: "b", origin });
    await expect(startScan(platform, ada, { targetId: own.id, profile: "passive" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(addScanTarget(platform.db, ada, { name: "c", origin })).rejects.toMatchObject({ code: "CONFLICT" });
    for (const bad of ["http://169.254.169.254", "https://u:p@example.com", "https://example.com/path"]) {
      await expect(addScanTarget(platform.db, ada, { name: bad, origin: bad })).rejects.toMatchObject({
        code: "BAD_REQUEST",
      });
    }
  });

  it("is looked at again when the scan begins: an approval that was taken back counts", async () => {
    const targetId = await approved();
    const { id } = await startScan(platform, ada, { targetId });
    await platform.db.target.updateMany({ data: { approvedAt: null } });
    await runScan(platform, id, running);
    expect(await getScan(platform, "one", id)).toMatchObject({ state: "error", requests: 0 });
    expect(site.asked).toEqual([]);
  });

  it("is proven anew before each active scan: nothing is sent when the proof is gone", async () => {
    const { id: targetId } = await addScanTarget(platform.db, ada, { name: "a", origin: "https://api.example.com" });
    await platform.db.target.updateMany({ data: { provenAt: new Date() } });
    const { id } = await startScan(platform, ada, { targetId, profile: "active" });
    const dispatcher = () => {
      throw new Error("nobody answers");
    };
    const ownership = { ...publicHost, resolveTxt: async () => [], agent: { ...agent, dispatcher } };
    await runScan(platform, id, { ...running, ownership });
    const scan = await getScan(platform, "one", id);
    expect(scan).toMatchObject({ state: "error", requests: 0 });
    expect(scan.message).toMatch(/^The proof of ownership was not found again, so nothing was sent: /);
  });

  it("is never this instance itself, not even when it was approved", async () => {
    const port = Number(new URL(origin).port);
    const itself = { ...platform, config: { ...platform.config, PLIMSOLL_WEB_PORT: port } };
    const targetId = await approved();
    const { id } = await startScan(platform, ada, { targetId, profile: "standard" });
    await runScan(itself, id, running);
    expect(await getScan(platform, "one", id)).toMatchObject({ state: "error" });
    expect(site.asked).toEqual([]);
  });
});

describe("credentials", () => {
  it("are stored encrypted, never shown, and given to scans", async () => {
    const targetId = await approved();
    const headers = { Authorization: "Bearer walk-the-plank" };
    const item = await addScanCredential(platform, ada, { targetId, name: "Ada", headers });
    expect(item).toMatchObject({ name: "Ada", headerNames: ["Authorization"], createdBy: "Ada" });
    const { credentials } = await getScanTarget(platform, "one", targetId);
    expect(credentials).toEqual([item]);
    const stored = await platform.db.scanCredential.findFirstOrThrow();
    expect(Buffer.from(stored.headers).includes("plank")).toBe(false);
    expect(JSON.stringify(await platform.db.auditEntry.findMany())).not.toContain("plank");
    expect(await openScanCredentials(platform, targetId)).toEqual([{ name: "Ada", headers }]);
    const twice = addScanCredential(platform, ada, { targetId, name: "Ada", headers });
    await expect(twice).rejects.toMatchObject({ code: "CONFLICT" });
    const host = addScanCredential(platform, ada, { targetId, name: "b", headers: { Host: "evil.example" } });
    await expect(host).rejects.toMatchObject({ code: "BAD_REQUEST" });
    const eve = { projectId: "two", actor: "Eve" };
    await expect(removeScanCredential(platform, eve, item.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await removeScanCredential(platform, ada, item.id);
    expect(await openScanCredentials(platform, targetId)).toEqual([]);
  });
});

describe("the clock", () => {
  it("starts scans by the schedule, each once, and not while it is paused", async () => {
    const targetId = await approved();
    const schedule = { cron: "0 4 * * *", timezone: "Europe/Berlin", profile: "passive", paused: false } as const;
    const now = new Date("2026-07-01T12:00:00Z");
    const set = await updateScanTarget(platform.db, ada, { id: targetId, schedule }, now);
    expect(set).toMatchObject({ schedule, nextScanAt: "2026-07-02T02:00:00.000Z" });
    expect(set.nextScans).toHaveLength(5);
    expect(await fireScanSchedules(platform, new Date("2026-07-02T01:59:59Z"))).toBe(0);
    // Two days were missed.
    const late = new Date("2026-07-04T08:00:00Z");
    const fired = await Promise.all([1, 2, 3].map(() => fireScanSchedules(platform, late)));
    expect(fired.reduce((sum, count) => sum + count)).toBe(1);
    const { items } = await listScans(platform, "one", { targetId, states: [], limit: 9 });
    expect(items).toMatchObject([{ trigger: "schedule", startedBy: "Schedule", profile: "passive" }]);
    const { nextScanAt } = await platform.db.scanTarget.findFirstOrThrow();
    expect(nextScanAt).toEqual(new Date("2026-07-05T02:00:00Z"));
    await updateScanTarget(platform.db, ada, { id: targetId, schedule: { ...schedule, paused: true } }, late);
    expect(await fireScanSchedules(platform, new Date("2026-08-01T00:00:00Z"))).toBe(0);
    const wrong = updateScanTarget(platform.db, ada, { id: targetId, schedule: { ...schedule, cron: "at noon" } });
    await expect(wrong).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it("ends scans whose worker vanished, and forgets old ones but the last that assessed something", async () => {
    const targetId = await approved();
    const lost = await startScan(platform, ada, { targetId });
    await claimScan(platform, lost.id);
    expect(await sweepScans(platform)).toBe("0 scans started, 0 suppressions ended, 0 scans lost");
    const later = new Date(Date.now() + 3_600_000);
    expect(await sweepScans(platform, later)).toBe("0 scans started, 0 suppressions ended, 1 scans lost");
    expect(await getScan(platform, "one", lost.id)).toMatchObject({ state: "error" });
    const first = await scanned(targetId);
    const second = await scanned(targetId);
    await setSecuritySettings(platform.db, ada, { ...DEFAULT_SECURITY_SETTINGS, keepScansDays: 30 });
    expect(await forgetScans(platform, new Date())).toBe(0);
    expect(await forgetScans(platform, new Date(Date.now() + 40 * 86_400_000))).toBe(2);
    await expect(getScan(platform, "one", first.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await getScan(platform, "one", second.id)).findings.length).toBeGreaterThan(0);
  });
});

describe("scans of files", () => {
  const lock = (version: string) => {
    const packages = { "": {}, "node_modules/tide-table": { version, resolved: "https://packages.example/x.tgz" } };
    return JSON.stringify({ name: "shop", lockfileVersion: 3, packages });
  };
  const upload = async (version: string, build?: string) => {
    const files = [{ path: "package-lock.json", text: lock(version) }];
    const { id } = await uploadScan(platform, ada, { name: "shop", files, ...(build === undefined ? {} : { build }) });
    await runScan(platform, id, running);
    return getScan(platform, "one", id);
  };
  beforeAll(async () => {
    await mkdir(join(folder, "npm"));
    const ranges = [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "2.0.0" }] }];
    const advisory = {
      id: "GHSA-tide-0001",
      // Old data would prove nothing.
      modified: new Date().toISOString(),
      summary: "Tides come twice",
      affected: [{ package: { ecosystem: "npm", name: "tide-table" }, ranges }],
      database_specific: { severity: "HIGH" },
    };
    await writeFile(join(folder, "npm", "GHSA-tide-0001.json"), JSON.stringify(advisory));
  });

  it("find known holes, keep the last upload encrypted, and see what an update fixed", async () => {
    const first = await upload("1.0.0", "v1");
    const isTide = ({ finding }: ScanDetail["findings"][number]) =>
      JSON.stringify(finding.place).includes("tide-table");
    expect(first).toMatchObject({ state: "done", kind: "files", trigger: "upload", build: "v1", limits: null });
    expect(first.findings.filter(isTide)).toMatchObject([{ change: "new", finding: { severity: "high" } }]);
    const stored = await platform.db.scanUpload.findFirstOrThrow();
    expect(Buffer.from(stored.files).includes("tide")).toBe(false);
    // Another vulnerable version is the same finding; and what was uploaded can be looked at again.
    expect((await upload("1.1.0")).findings.filter(isTide)).toMatchObject([{ change: "unchanged" }]);
    const again = await scanned(first.targetId);
    expect(again.findings.filter(isTide)).toMatchObject([{ change: "unchanged" }]);
    expect((await upload("2.0.0", "v2")).findings.filter(isTide)).toMatchObject([{ change: "fixed" }]);
    expect(await platform.db.scanUpload.count()).toBe(1);
    const { upload: last, origin: none } = await getScanTarget(platform, "one", first.targetId);
    expect(last).toMatchObject({ by: "Ada", build: "v2", paths: ["package-lock.json"] });
    expect(none).toBeNull();
  });

  it.each([
    ["a path above", [{ path: "../x", text: "" }]],
    ["an absolute path", [{ path: "/etc/passwd", text: "" }]],
    ["nothing", []],
    ["too much", [{ path: "a", text: "x".repeat(8_000_001) }]],
    ["too many", Array.from({ length: 201 }, (_, index) => ({ path: `${index}`, text: "" }))],
  ])("take no %s", (_what, files) => {
    expect(scansUploadInputSchema.safeParse({ name: "shop", files }).success).toBe(false);
  });

  it("take no path twice", async () => {
    const files = ["a", "a"].map((path) => ({ path, text: "" }));
    await expect(uploadScan(platform, ada, { name: "shop", files })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
