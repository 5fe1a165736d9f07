import { type CheckResult, type FoundFault, type Severity } from "@plimsoll/core";
import { createDatabase, type Database, migrateDatabase } from "@plimsoll/db";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { CHECKS, type ScanReport } from "@plimsoll/security-checks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import { claimScan } from "../scans/claim-scan.ts";
import { finishScan } from "../scans/finish-scan.ts";
import { getScan } from "../scans/get-scan.ts";
import { getScanTarget } from "../scans/get-scan-target.ts";
import { addScanTarget } from "../scans/manage-scan-targets.ts";
import { getSecurityOverview } from "../scans/security-overview.ts";
import { commentFinding, reopenFinding, setFindingDue, setFindingsOwner, suppressFindings } from "./change-findings.ts";
import { endSuppressions } from "./end-suppressions.ts";
import { exportFindings, exportScan } from "./export-findings.ts";
import { getFinding } from "./get-finding.ts";
import { type FindingFilter, listFindings, listOwners } from "./list-findings.ts";
import { getSecuritySettings, setSecuritySettings } from "./security-settings.ts";
import { summariseFindings } from "./summarise-findings.ts";

const ada = { projectId: "one", actor: "Ada" };
const [A = "", B = ""] = CHECKS.map(({ id }) => id);
const DAY_MS = 86_400_000;
/** The time that passes in these tests: a scan a day. */
const day = (count: number) => new Date(Date.UTC(2026, 0, 1, 12) + count * DAY_MS);
const inDays = (count: number) => day(count).toISOString();

let stores: TestStores;
let db: Database;
let targetId: string;

beforeAll(async () => {
  stores = await startTestStores({ postgres: true });
  await migrateDatabase(stores.databaseUrl);
  db = createDatabase(stores.databaseUrl);
});
afterAll(async () => {
  await db?.$disconnect();
  await stores?.stop();
});
beforeEach(async () => {
  await db.project.deleteMany();
  await db.project.createMany({ data: ["one", "two"].map((id) => ({ id, name: id })) });
  targetId = (await addScanTarget(db, ada, { name: "Shop", origin: "https://shop.example" })).id;
});

const fault = (path: string, rest: Partial<FoundFault> = {}): FoundFault => ({
  place: { kind: "request", method: "GET", path },
  title: `Fault at ${path}`,
  detail: "It is wrong.",
  evidence: [{ label: "Response", text: `GET ${path}`, language: "http" }],
  severity: "medium",
  ...rest,
});
const fail = (...faults: FoundFault[]): CheckResult => ({ outcome: "fail", faults });
const pass: CheckResult = { outcome: "pass" };
const silent: CheckResult = { outcome: "not-assessed", reason: "The target did not answer." };

/** Takes in a scan of the target that said this, on that day; its id. */
async function scanned(results: Record<string, CheckResult>, on: number, of = targetId): Promise<string> {
  const id = newId("scn");
  const at = day(on);
  await db.scan.create({
    data: {
      id,
      projectId: "one",
      scanTargetId: of,
      profile: "standard",
      trigger: "manual",
      startedBy: "Ada",
      createdAt: at,
    },
  });
  const claimed = await claimScan({ db }, id, at);
  if (typeof claimed === "string") expect.fail(claimed);
  const records = Object.entries(results).map(([checkId, result]) => ({
    checkId,
    result,
    durationMs: 1.4,
    requests: 2,
  }));
  const report: ScanReport = {
    startedAt: at.toISOString(),
    finishedAt: at.toISOString(),
    requests: 5,
    stopped: null,
    records,
    coverage: { pages: ["/", "/a", "/b"], requested: ["/", "/a", "/b", "/critical"] },
  };
  await finishScan({ db }, claimed, report, at);
  return id;
}
const everything: FindingFilter = { states: [], severities: [], overdue: false, text: "" };
const list = (on: number, filter: Partial<FindingFilter> = {}) =>
  listFindings(db, "one", { ...everything, ...filter, limit: 100 }, day(on)).then(({ items }) => items);
const only = async (on: number) => {
  const [item, ...rest] = await list(on);
  expect(rest).toEqual([]);
  return item ?? expect.fail("there is no finding");
};
const historyOf = async (id: string, on: number) =>
  (await getFinding(db, "one", id, day(on))).events.map(({ kind }) => kind).reverse();
const suppress = (id: string, on: number, rest: object = {}) =>
  suppressFindings(
    db,
    ada,
    { ids: [id], kind: "accepted", reason: "behind a VPN", expiresAt: inDays(30), ...rest },
    day(on),
  );

describe("a finding's life", () => {
  it("an unchanged target scanned again changes nothing at all", async () => {
    await scanned({ [A]: fail(fault("/a"), fault("/b")), [B]: pass }, 0);
    const before = await list(0);
    const again = await scanned({ [A]: fail(fault("/b"), fault("/a")), [B]: pass }, 1);
    const withoutSeen = ({ lastSeenAt: _, ...rest }: (typeof before)[number]) => rest;
    expect((await list(1)).map(withoutSeen)).toEqual(before.map(withoutSeen));
    expect(before).toHaveLength(2);
    expect(await db.findingEvent.count()).toBe(2);
    const scan = await getScan({ db }, "one", again, day(1));
    expect(scan.changes).toEqual({ new: 0, reopened: 0, fixed: 0, unchanged: 2, notAssessed: 0, suppressed: 0 });
    expect(scan.message).toBe("0 new, 0 fixed, 2 unchanged.");
  });

  it("is fixed when the fault is gone, and reopened with its history when it is back", async () => {
    await scanned({ [A]: fail(fault("/a")) }, 0);
    const { id } = await only(0);
    const second = await scanned({ [A]: pass }, 1);
    expect(await only(1)).toMatchObject({ id, state: "fixed", fixedAt: inDays(1), dueAt: null });
    expect((await getScan({ db }, "one", second, day(1))).findings).toMatchObject([
      { change: "fixed", finding: { id } },
    ]);
    await scanned({ [A]: pass }, 2);
    expect(await historyOf(id, 2)).toEqual(["found", "fixed"]);
    await scanned({ [A]: fail(fault("/a")) }, 3);
    expect(await only(3)).toMatchObject({
      id,
      state: "open",
      fixedAt: null,
      reopenedAt: inDays(3),
      firstSeenAt: inDays(0),
      // Ninety days for a medium one, from when it came back.
      dueAt: inDays(93),
    });
    expect(await historyOf(id, 3)).toEqual(["found", "fixed", "reopened"]);
  });

  it("is left alone by a scan that could not look: nothing is closed", async () => {
    await scanned({ [A]: fail(fault("/a")), [B]: fail(fault("/b"), fault("/gone")) }, 0);
    // Half-way the target went down; and one page is no longer linked.
    const second = await scanned({ [A]: silent, [B]: pass }, 1);
    const states = Object.fromEntries((await list(1)).map(({ title, state }) => [title, state]));
    expect(states).toEqual({ "Fault at /a": "open", "Fault at /b": "fixed", "Fault at /gone": "open" });
    const scan = await getScan({ db }, "one", second, day(1));
    expect(scan.changes).toMatchObject({ fixed: 1, notAssessed: 2 });
    expect(scan.checks).toMatchObject([
      { checkId: A, outcome: "not-assessed", reason: "The target did not answer." },
      { checkId: B, outcome: "pass", reason: null },
    ]);
    expect(scan.message).toBe("0 new, 1 fixed, 0 unchanged; 1 of 2 checks were not assessed.");
    const third = await scanned({ [A]: silent, [B]: silent }, 2);
    expect(await getScan({ db }, "one", third, day(2))).toMatchObject({
      state: "error",
      score: null,
      grade: null,
      message: "Nothing could be assessed: The target did not answer.",
    });
    expect(await list(2, { states: ["open"] })).toHaveLength(2);
  });

  it("is open again when its suppression is over, whoever looks first", async () => {
    await scanned({ [A]: fail(fault("/a", { severity: "high" })) }, 0);
    const { id } = await only(0);
    const [accepted] = await suppress(id, 1);
    expect(accepted).toMatchObject({
      state: "accepted",
      dueAt: null,
      suppression: { kind: "accepted", reason: "behind a VPN", by: "Ada", at: inDays(1), expiresAt: inDays(30) },
    });
    expect(await getScanTarget({ db }, "one", targetId, day(2))).toMatchObject({ score: 100, grade: "A" });
    await scanned({ [A]: fail(fault("/a", { severity: "high" })) }, 2);
    expect(await only(29)).toMatchObject({ state: "accepted" });
    const ended = await Promise.all([1, 2, 3].map(() => endSuppressions(db, day(31))));
    expect(ended.reduce((sum, count) => sum + count)).toBe(1);
    expect(await only(31)).toMatchObject({ state: "open", suppression: null, dueAt: inDays(60), isOverdue: false });
    expect(await historyOf(id, 31)).toEqual(["found", "accepted", "expired"]);
    expect(await getScanTarget({ db }, "one", targetId, day(31))).toMatchObject({ score: 80, grade: "C" });
  });

  it("stays suppressed over a fix when it comes back before the day", async () => {
    await scanned({ [A]: fail(fault("/a")) }, 0);
    const { id } = await only(0);
    await suppress(id, 0, { kind: "false-positive" });
    await scanned({ [A]: pass }, 1);
    expect(await only(1)).toMatchObject({ state: "fixed" });
    await scanned({ [A]: fail(fault("/a")) }, 2);
    expect(await only(2)).toMatchObject({ state: "false-positive", suppression: { reason: "behind a VPN" } });
    await scanned({ [A]: pass }, 3);
    await scanned({ [A]: fail(fault("/a")) }, 40);
    expect(await only(40)).toMatchObject({ state: "open", reopenedAt: inDays(40) });
  });

  it("is described as the last scan saw it, and says when it was rated anew", async () => {
    await scanned({ [A]: fail(fault("/a", { severity: "low" })) }, 0);
    const hostile = "<img src=x onerror=alert(1)>\u0000\ud800";
    const scan = await scanned({ [A]: fail(fault("/a", { severity: "critical", title: hostile })) }, 1);
    const { id } = await only(1);
    const finding = await getFinding(db, "one", id, day(1));
    expect(finding).toMatchObject({
      severity: "critical",
      title: "<img src=x onerror=alert(1)>\ufffd\ufffd",
      lastScanId: scan,
      placeText: "GET /a",
      checkId: A,
      check: { id: A, severity: expect.any(String) },
      evidence: [{ label: "Response", text: "GET /a", language: "http" }],
    });
    expect(finding.events[0]).toMatchObject({ kind: "rated", text: "low → critical", scanId: scan, actor: null });
    expect(finding.check).not.toHaveProperty("run");
  });
});

describe("people and findings", () => {
  it("suppress with a reason until a day, open again, own, set due and comment; recorded", async () => {
    await scanned({ [A]: fail(fault("/a")) }, 0);
    const { id } = await only(0);
    await expect(suppress(id, 1, { expiresAt: inDays(0) })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(suppress(id, 1, { expiresAt: inDays(800) })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(suppress("fnd_none", 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await suppress(id, 1);
    const open = { id, reason: "the VPN is gone" };
    expect(await reopenFinding(db, ada, open, day(2))).toMatchObject({ state: "open", dueAt: inDays(90) });
    await expect(reopenFinding(db, ada, open, day(2))).rejects.toMatchObject({ code: "CONFLICT" });
    await setFindingsOwner(db, ada, { ids: [id], owner: "Payments" }, day(3));
    await setFindingsOwner(db, ada, { ids: [id], owner: "Payments" }, day(3));
    expect(await setFindingDue(db, ada, { id, dueAt: inDays(4) }, day(3.5))).toMatchObject({ dueAt: inDays(4) });
    await commentFinding(db, ada, { id, text: "Looking into it." });
    expect(await getFinding(db, "one", id, day(5))).toMatchObject({
      owner: "Payments",
      isDueSet: true,
      isOverdue: true,
      comments: [{ actor: "Ada", text: "Looking into it." }],
    });
    expect(await historyOf(id, 5)).toEqual(["found", "accepted", "unsuppressed", "owned", "due"]);
    expect((await listOwners(db, "one")).items).toContain("Payments");
    const audit = await listAudit(db, "one", `finding:${id}`);
    expect(audit.map(({ action }) => action).toSorted()).toEqual([
      "finding.accepted",
      "finding.due",
      "finding.owned",
      "finding.unsuppressed",
    ]);
    await scanned({ [A]: pass }, 6);
    await expect(suppress(id, 6)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("change all of several or none", async () => {
    await scanned({ [A]: fail(fault("/a"), fault("/b")) }, 0);
    const ids = (await list(0)).map(({ id }) => id);
    await expect(
      setFindingsOwner(db, ada, { ids: [...ids, "fnd_none"], owner: "Payments" }, day(0)),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await list(0, { owner: "Payments" })).toEqual([]);
    const items = await setFindingsOwner(db, ada, { ids: ids.toReversed(), owner: "Payments" }, day(0));
    expect(items.map(({ id }) => id)).toEqual(ids.toReversed());
  });

  it("touch nothing of another project", async () => {
    await scanned({ [A]: fail(fault("/a")) }, 0);
    const { id } = await only(0);
    const eve = { projectId: "two", actor: "Eve" };
    const denied = { code: "NOT_FOUND" };
    await expect(getFinding(db, "two", id)).rejects.toMatchObject(denied);
    await expect(setFindingsOwner(db, eve, { ids: [id], owner: "Eve" })).rejects.toMatchObject(denied);
    await expect(commentFinding(db, eve, { id, text: "hello" })).rejects.toMatchObject(denied);
    await expect(exportFindings(db, "two", { ...everything, targetId, format: "sarif" })).rejects.toMatchObject(denied);
    await expect(summariseFindings(db, "two", { targetId })).rejects.toMatchObject(denied);
    expect((await listFindings(db, "two", { ...everything, limit: 10 })).items).toEqual([]);
    expect((await getSecurityOverview(db, "two")).targets).toEqual([]);
  });
});

describe("lists and sums", () => {
  const severities: Severity[] = ["critical", "high", "medium", "low", "info"];
  const six = [...severities.map((severity) => fault(`/${severity}`, { severity })), fault("/50%_off")];
  beforeEach(async () => {
    await scanned({ [A]: fail(...six) }, 0);
  });

  it("are paged worst first, filtered, and counted beside their own filter", async () => {
    const titles: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listFindings(db, "one", { ...everything, limit: 2, ...(cursor ? { cursor } : {}) }, day(0));
      titles.push(...page.items.map(({ title }) => title));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(titles).toHaveLength(6);
    expect(new Set(titles).size).toBe(6);
    expect([titles[0], titles[1], titles[5]]).toEqual(["Fault at /critical", "Fault at /high", "Fault at /info"]);
    await expect(listFindings(db, "one", { ...everything, limit: 2, cursor: "x" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    const [high] = await list(0, { severities: ["high"] });
    await suppress(high?.id ?? "", 0);
    const open = await listFindings(
      db,
      "one",
      { ...everything, states: ["open"], severities: ["low"], limit: 9 },
      day(0),
    );
    expect(open.items).toHaveLength(1);
    expect(open.counts.severities).toEqual({ critical: 1, high: 0, medium: 2, low: 1, info: 1 });
    expect(open.counts.states).toEqual({ open: 1, accepted: 0, "false-positive": 0, fixed: 0 });
    expect((await list(0, { text: "50%_" })).map(({ title }) => title)).toEqual(["Fault at /50%_off"]);
    expect(await list(0, { text: "%" })).toHaveLength(1);
    expect(await list(0, { checkId: B })).toEqual([]);
    expect(await list(0, { targetId: "sct_none" })).toEqual([]);
  });

  it("know what is overdue by the settings, which may change, or by the day set by hand", async () => {
    const overdue = async (on: number) => (await list(on, { overdue: true })).map(({ severity }) => severity);
    expect(await overdue(6)).toEqual([]);
    expect(await overdue(8)).toEqual(["critical"]);
    expect(await overdue(2000)).toEqual(["critical", "high", "medium", "medium", "low"]);
    const settings = await getSecuritySettings(db, "one");
    await setSecuritySettings(db, ada, { ...settings, dueDays: { ...settings.dueDays, critical: null, info: 1 } });
    expect(await overdue(8)).toEqual(["info"]);
    const [critical] = await list(0, { severities: ["critical"] });
    await setFindingDue(db, ada, { id: critical?.id ?? "", dueAt: inDays(2) }, day(0));
    expect(await overdue(8)).toEqual(["critical", "info"]);
    expect((await summariseFindings(db, "one", {}, day(8))).overdue).toMatchObject({ critical: 1, info: 1, high: 0 });
  });

  it("tell a gate what is open, what is new and how old it is", async () => {
    const second = await scanned({ [A]: fail(...six, fault("/new", { severity: "high" })), [B]: silent }, 1);
    const summary = await summariseFindings(db, "one", { origin: "https://SHOP.example/" }, day(2));
    expect(summary).toMatchObject({
      open: { critical: 1, high: 2, medium: 2, low: 1, info: 1 },
      new: { critical: 0, high: 1 },
      suppressed: 0,
      targets: [{ id: targetId, grade: "F", lastScanId: second, lastScanAt: inDays(1), notAssessed: 1 }],
    });
    await expect(summariseFindings(db, "one", { origin: "https://other.example" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("show a project at a glance: grades, ages, trend, suppressions about to end", async () => {
    const other = await addScanTarget(db, ada, { name: "Api", origin: "https://api.example" });
    await scanned({ [A]: fail(fault("/x")) }, 9, other.id);
    await scanned({ [A]: fail(...six.slice(1)) }, 10);
    const [high] = await list(10, { severities: ["high"] });
    await suppress(high?.id ?? "", 10, { expiresAt: inDays(20) });
    const overview = await getSecurityOverview(db, "one", day(12));
    expect(overview.targets.map(({ name, grade }) => [name, grade])).toEqual([
      ["Api", "A"],
      ["Shop", "A"],
    ]);
    expect(overview.open).toEqual({ critical: 0, high: 0, medium: 3, low: 1, info: 1 });
    expect(overview.ages.map(({ open }) => open.medium)).toEqual([1, 2, 0, 0]);
    expect(overview.expiring).toMatchObject([{ id: high?.id }]);
    expect(overview.trend.map(({ day: on, open }) => `${on} ${open.critical}/${open.medium}`)).toEqual([
      ...Array.from({ length: 9 }, (_, index) => `2026-01-0${index + 1} 1/2`),
      "2026-01-10 1/3",
      "2026-01-11 0/3",
      "2026-01-12 0/3",
      "2026-01-13 0/3",
    ]);
    const target = await getScanTarget({ db }, "one", targetId, day(12));
    expect(target.trend.map(({ score }) => score)).toEqual([40, 72]);
    expect(target.sheet.deductions).toMatchObject([{ checkId: A, severity: "medium", findings: 4, points: 10.4 }]);
  });

  it("are exported for other tools, suppressed ones marked as such", async () => {
    const [high] = await list(0, { severities: ["high"] });
    await suppress(high?.id ?? "", 0);
    const scanId = await scanned({ [A]: fail(...six), [B]: pass }, 1);
    const sarif = await exportScan(db, "one", { scanId, format: "sarif" }, day(1));
    expect(sarif.fileName).toBe("Shop-2026-01-02.sarif");
    const log = JSON.parse(sarif.content) as { version: string; runs: { results: { suppressions?: unknown[] }[] }[] };
    expect(log.version).toBe("2.1.0");
    expect(log.runs[0]?.results).toHaveLength(6);
    expect(log.runs[0]?.results.filter(({ suppressions }) => suppressions && suppressions.length > 0)).toHaveLength(1);
    const vex = await exportFindings(db, "one", { ...everything, targetId, format: "vex" }, day(1));
    expect(JSON.parse(vex.content)).toMatchObject({ bomFormat: "CycloneDX" });
    const junit = await exportScan(db, "one", { scanId, format: "junit" }, day(1));
    expect(junit.content).toMatch(/^<\?xml[^>]*>\s*<testsuites/);
  });
});
