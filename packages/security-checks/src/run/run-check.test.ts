import type { CheckResult } from "@plimsoll/core";
import { AppError } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { defineCheck, type WebTarget } from "../check.ts";
import { ScanLimitError } from "../scan-limit-error.ts";
import { fakePage, fakeTarget } from "../testing/fake-target.ts";
import { runCheck } from "./run-check.ts";

const INFO = {
  id: "headers.test",
  group: "headers",
  title: "",
  why: "",
  fix: { text: "", snippets: [] },
  severity: "low",
  profile: "passive",
  cwe: [],
  asvs: [],
  answersTo: {},
} as const;

const PAGE = fakePage("https://a.test/", {}, "");
const targetOf = (extra: Partial<WebTarget> = {}) =>
  fakeTarget(PAGE, { send: () => Promise.reject(new AppError("UNAVAILABLE", "The target went away.")), ...extra });

const run = (check: (target: WebTarget) => Promise<CheckResult>, target = targetOf(), secrets: string[] = []) =>
  runCheck(defineCheck({ ...INFO, run: check }), target, secrets);

const FAULT = {
  place: { kind: "request", method: "GET", path: "/a" },
  title: "t",
  detail: "d",
  evidence: [{ label: "l", text: "Bearer sesame-open-up", language: "text" }],
} as const;

describe("runCheck", () => {
  it("makes a check that throws not assessed, with the reason", async () => {
    const broken = await run(() => Promise.reject(new TypeError("x is undefined")));
    expect(broken.result).toEqual({ outcome: "not-assessed", reason: "The check itself failed: x is undefined." });
    const down = await run(async (target) => {
      await target.send({ url: "/" });
      return { outcome: "pass" };
    });
    expect(down).toMatchObject({ result: { outcome: "not-assessed", reason: "The target went away." }, requests: 1 });
    const thrownAtOnce = await run(() => {
      throw new Error("at once");
    });
    expect(thrownAtOnce.result.outcome).toBe("not-assessed");
  });

  it("leaves a check behind that does not listen when the scan ends", async () => {
    const ending = new AbortController();
    const running = run(() => new Promise(() => undefined), targetOf({ signal: ending.signal }));
    ending.abort(new ScanLimitError("time", "the scan's 5 seconds were over"));
    expect((await running).result).toEqual({ outcome: "not-assessed", reason: "The scan's 5 seconds were over." });
  });

  it("holds results back that come from some of the pages", async () => {
    const target = targetOf({ unreached: ["/slow"] });
    const looked = (result: CheckResult) =>
      run((seen) => Promise.resolve(seen.pages.length > 9 ? { outcome: "pass" } : result), target);
    const reason = "1 of the pages gave no answer: /slow.";
    expect((await looked({ outcome: "pass" })).result).toEqual({ outcome: "not-assessed", reason });
    expect((await looked({ outcome: "fail", faults: [FAULT] })).result).toMatchObject({
      outcome: "not-assessed",
      reason,
      faults: [{ title: "t" }],
    });
    const other = await run(() => Promise.resolve({ outcome: "pass" }), target);
    expect(other.result).toEqual({ outcome: "pass" });
  });

  it("makes checks that need withheld test accounts not assessed, with the reason", async () => {
    const target = targetOf({ identitiesWithheld: "The certificate is not to be trusted." });
    const needs = await run(
      (seen) => Promise.resolve({ outcome: seen.identities.length > 0 ? "fail" : "pass", faults: [] }),
      target,
    );
    expect(needs.result).toEqual({ outcome: "not-assessed", reason: "The certificate is not to be trusted." });
    const other = await run(() => Promise.resolve({ outcome: "pass" }), target);
    expect(other.result).toEqual({ outcome: "pass" });
  });

  it("masks the secrets of test accounts and bounds what a check says", async () => {
    const faults = Array.from({ length: 80 }, () => ({
      ...FAULT,
      title: "x".repeat(1000),
      detail: "y".repeat(10_000),
    }));
    const { result } = await run(() => Promise.resolve({ outcome: "fail", faults }), targetOf(), [
      "Bearer sesame-open-up",
    ]);
    const kept = "faults" in result ? (result.faults ?? []) : [];
    expect(kept).toHaveLength(50);
    expect(kept[0]?.title).toHaveLength(200);
    expect(kept[0]?.detail).toHaveLength(4000);
    expect(JSON.stringify(kept)).not.toContain("sesame");
  });
});
