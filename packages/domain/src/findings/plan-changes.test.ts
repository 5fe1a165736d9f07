import type { CheckResult, FoundFault } from "@plimsoll/core";
import { fingerprintOf } from "@plimsoll/security-checks";
import { describe, expect, it } from "vitest";
import { type KnownFinding, planChanges, type ScanEvidence } from "./plan-changes.ts";

const target = "https://shop.example";
const now = new Date("2026-11-22T12:00:00Z");
const later = new Date("2026-12-01T00:00:00Z");
const earlier = new Date("2026-11-01T00:00:00Z");
const CHECK = "headers.one";

const fault = (path: string, rest: Partial<FoundFault> = {}): FoundFault => ({
  place: { kind: "request", method: "GET", path },
  title: `fault at ${path}`,
  detail: "",
  evidence: [],
  ...rest,
});
const known = (path: string, rest: Partial<KnownFinding> = {}): KnownFinding => {
  const { place } = fault(path);
  return {
    id: path,
    fingerprint: fingerprintOf(target, CHECK, place),
    checkId: CHECK,
    place,
    state: "open",
    severity: 2,
    suppressedAs: null,
    suppressedUntil: null,
    ...rest,
  };
};
const scan = (result: CheckResult, requested: readonly string[] | null = null): ScanEvidence => ({
  target,
  records: [{ checkId: CHECK, result, durationMs: 1, requests: 1 }],
  requested,
});
const saw = (...paths: string[]) => scan({ outcome: "fail", faults: paths.map((path) => fault(path)) });
/** The plan in short: what happens to whom. */
const plan = (findings: KnownFinding[], evidence: ScanEvidence) => {
  const { created, seen, fixed, notAssessed } = planChanges(findings, evidence, now);
  return {
    created: created.map((one) => one.fault.title),
    seen: seen.map((one) => `${one.finding.id} ${one.change}`),
    fixed: fixed.map(({ id }) => id),
    notAssessed: notAssessed.map(({ id }) => id),
  };
};
const nothing = { created: [], seen: [], fixed: [], notAssessed: [] };

describe("planChanges", () => {
  it("finds, leaves, fixes and reopens", () => {
    expect(plan([], saw("/a"))).toEqual({ ...nothing, created: ["fault at /a"] });
    expect(plan([known("/a")], saw("/a"))).toEqual({ ...nothing, seen: ["/a unchanged"] });
    expect(plan([known("/a")], scan({ outcome: "pass" }))).toEqual({ ...nothing, fixed: ["/a"] });
    expect(plan([known("/a", { state: "fixed" })], saw("/a"))).toEqual({ ...nothing, seen: ["/a reopened"] });
    expect(plan([known("/a", { state: "fixed" })], scan({ outcome: "pass" }))).toEqual(nothing);
  });

  it("fixes one that its check names no more beside others that it does", () => {
    expect(plan([known("/a"), known("/b")], saw("/b"))).toEqual({ ...nothing, seen: ["/b unchanged"], fixed: ["/a"] });
  });

  it.each<[string, ScanEvidence]>([
    ["its check failed", scan({ outcome: "not-assessed", reason: "timed out" })],
    ["its check is not of the profile", { target, records: [], requested: null }],
    ["its page was not asked for", scan({ outcome: "pass" }, ["/", "/b"])],
  ])("closes nothing when %s", (_why, evidence) => {
    expect(plan([known("/a")], evidence)).toEqual({ ...nothing, notAssessed: ["/a"] });
    const accepted = known("/a", { state: "accepted", suppressedAs: "accepted", suppressedUntil: later });
    expect(plan([accepted], evidence)).toEqual({ ...nothing, notAssessed: ["/a"] });
  });

  it("takes in what a check found before it could not go on", () => {
    const evidence = scan({ outcome: "not-assessed", reason: "out of time", faults: [fault("/b")] });
    expect(plan([known("/a")], evidence)).toEqual({ ...nothing, created: ["fault at /b"], notAssessed: ["/a"] });
  });

  it("fixes what its check no longer applies to: there is nothing left that could be wrong", () => {
    expect(plan([known("/a")], scan({ outcome: "not-applicable", reason: "no cookies" }))).toEqual({
      ...nothing,
      fixed: ["/a"],
    });
  });

  it("knows a page again by its path, whatever its query and ids; the whole site and its TLS have none", () => {
    const pass = scan({ outcome: "pass" }, ["/users/7?tab=1"]);
    expect(plan([known("/users/42")], pass)).toEqual({ ...nothing, fixed: ["/users/42"] });
    const named = scan({ outcome: "pass" }, ["/orders/blue-shoes/lines"]);
    expect(plan([known("/orders/{order}/lines")], named).fixed).toEqual(["/orders/{order}/lines"]);
    expect(plan([known("/orders/{order}")], named).notAssessed).toEqual(["/orders/{order}"]);
    expect(plan([known("/*")], pass)).toEqual({ ...nothing, fixed: ["/*"] });
    const tls = known("tls", { place: { kind: "request", method: "TLS", path: "/" } });
    expect(plan([tls], pass)).toEqual({ ...nothing, fixed: ["tls"] });
  });

  it("leaves what is suppressed, and suppresses again what was gone for a while", () => {
    const suppressed = { suppressedAs: "false-positive", suppressedUntil: later };
    expect(plan([known("/a", { state: "false-positive", ...suppressed })], saw("/a")).seen).toEqual(["/a suppressed"]);
    expect(plan([known("/a", { state: "fixed", ...suppressed })], saw("/a")).seen).toEqual(["/a suppressed"]);
    const over = { suppressedAs: "accepted", suppressedUntil: earlier };
    expect(plan([known("/a", { state: "fixed", ...over })], saw("/a")).seen).toEqual(["/a reopened"]);
    expect(plan([known("/a", { state: "accepted", ...suppressed })], scan({ outcome: "pass" })).fixed).toEqual(["/a"]);
  });

  it("makes one finding of several faults at one place, as bad as the worst, with the evidence of all", () => {
    const evidence = (text: string) => [{ label: "Header", text, language: "http" as const }];
    const faults = [
      fault("/a", { evidence: evidence("one"), severity: "low" }),
      fault("/a?again", { evidence: evidence("two"), severity: "high" }),
    ];
    const { created } = planChanges([], scan({ outcome: "fail", faults }), now);
    expect(created).toMatchObject([{ severity: "high" }]);
    expect(created[0]?.fault.evidence.map(({ text }) => text)).toEqual(["one", "two"]);
  });

  it("says as bad as the fault does, and else as the check", () => {
    const { created } = planChanges(
      [],
      scan({ outcome: "fail", faults: [fault("/a", { severity: "critical" })] }),
      now,
    );
    expect(created[0]?.severity).toBe("critical");
  });
});
